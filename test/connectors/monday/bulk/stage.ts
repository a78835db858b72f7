/** A board of the played monday.com for imports, in standing time, with calls counted and lost at will. */

import { expect } from 'vitest';
import { prepareBoard } from '../../../../connectors/monday/prepare.ts';
import { openBoard } from '../../../../connectors/monday/replica.ts';
import type { BoardLocator } from '../../../../core/accounts/locator.ts';
import { brandAs, type IntentId } from '../../../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Intent, Outcome, Reading, Settled, Underway, Write } from '../../../../core/sync/ports.ts';
import type { Cell } from '../../../../core/sync/record.ts';
import type { MondayOptions } from '../../../../sandbox/monday/options.ts';
import { onTheWire } from '../../../helpers/wire-log.ts';
import { clientsBoard, type House, house } from '../../../sandbox/monday/set-up.ts';
import { cells, key, replica, step, text } from '../scripted.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
const options = { apiUrl: 'http://monday.test/v2', apiVersion: '2026-10' };

export const create = (id: string, more: Record<string, Cell> = {}): Write => ({
  kind: 'create',
  step: step(id),
  key: key(`key-${id}`),
  cells: cells({ name: text(`Client ${id}`), ...more }),
});
export const creates = (count: number, more: (n: number) => Record<string, Cell> = () => ({})): Write[] =>
  Array.from({ length: count }, (_, n) => create(String(n), more(n)));
let intents = 0;
export const intent = (writes: readonly Write[]): Intent => ({ id: brandAs<IntentId>(`intent-${++intents}`), replica, writes });
export const choice = (...labels: string[]): Cell => ({ kind: 'choice', labels });

export class Stage {
  /** Root fields that were asked for, and what is done at the addresses beside the API. */
  calls: string[] = [];
  /** Calls of these are lost: their answers, or they themselves. */
  lost: { field: string; before: boolean }[] = [];

  /** What monday's refusals were taken to be about. */
  readonly refusals: string[] = [];
  /** Changes bodies of answers on their way. */
  rewrite: ((body: string) => string) | null = null;

  private constructor(
    readonly played: House,
    readonly deps: ConnectorDeps,
    readonly board: string,
    readonly columns: Readonly<Record<string, string>>,
    readonly locator: BoardLocator,
    readonly container: Container,
  ) {}

  /** With a column of each kind. */
  static async open(bulk: MondayOptions['bulk'] = {}): Promise<Stage> {
    const played = house({ options: { bulk } });
    const { board, columns } = await clientsBoard(played);
    const token = played.appToken('boris');
    let stage: Stage | null = null;
    const deps: ConnectorDeps = {
      now: () => played.world.clock.now(),
      sleep: (ms) => played.time.pass(ms),
      uuid: () => played.world.ids.uuid(),
      token: async () => token,
      limit: async (_call, run, hear) => {
        const answer = await run();
        const { refused } = hear?.(answer) ?? {};
        if (refused) stage?.refusals.push(refused.of);
        return answer;
      },
      fetch: (request) => (stage === null ? played.monday.handle(request) : stage.carry(request)),
    };
    stage = await Stage.at(played, deps, board, columns);
    return stage;
  }

  /** Another board of the same account, with a name and our key. */
  async second(): Promise<Stage> {
    const { data } = await this.played.ask('mutation { create_board(board_name: "Two", board_kind: public, empty: true) { id } }', {
      as: 'boris',
    });
    return Stage.at(this.played, this.deps, data.create_board.id, {});
  }

  private static async at(played: House, deps: ConnectorDeps, board: string, columns: Readonly<Record<string, string>>): Promise<Stage> {
    const locator = await prepareBoard(deps, options, { vendor: 'monday', board, keyColumn: null, columns: null }, Object.values(columns));
    const container = openBoard(deps, options, board, new Map([[replica, locator]]));
    await container.read(new Map([[replica, { kind: 'all' }]]));
    return new Stage(played, deps, board, columns, locator, container);
  }

  /** As another process opens it. */
  reopened(apiVersion = options.apiVersion, more: Partial<BoardLocator> = {}): Container {
    return openBoard(this.deps, { ...options, apiVersion }, this.board, new Map([[replica, { ...this.locator, ...more }]]));
  }

  c(type: string): string {
    return this.columns[type] ?? '';
  }

  async read(by = this.container): Promise<Extract<Reading, { kind: 'records' }>> {
    const reading = (await by.read(new Map([[replica, { kind: 'all' }]]))).get(replica);
    if (reading?.kind !== 'records') throw new Error(JSON.stringify(reading));
    return reading;
  }

  /** Packs, performs and settles, as often as something is missed; how each write ended. */
  async made(writes: readonly Write[], by = this.container): Promise<Record<string, number>> {
    const ends: Record<string, number> = {};
    let left: readonly Write[] = writes;
    for (let round = 0; round < 4 && left.length > 0; round += 1) {
      const missed: Write[] = [];
      for (const group of by.pack(left)) {
        const run = new Run(this, intent(group));
        const applied = await run.apply(by);
        const settled: Settled = 'code' in applied ? await run.settled(by) : { kind: 'happened', outcome: applied };
        for (const write of group) {
          const what = settled.kind === 'none' ? { kind: 'missed' as const } : settled.outcome.get(write.step);
          if (what?.kind === 'missed') missed.push(write);
          else {
            const end = what?.kind === 'refused' ? what.why : (what?.kind ?? 'lost');
            ends[end] = (ends[end] ?? 0) + 1;
          }
        }
      }
      left = missed;
    }
    return { ...ends, ...(left.length > 0 ? { left: left.length } : {}) };
  }

  /** As many items as keys, each key once. */
  async expectOnce(count: number): Promise<void> {
    const keys = (await this.read()).records.map((record) => record.key);
    expect([keys.length, new Set(keys).size]).toEqual([count, count]);
  }

  private async carry(request: Request): Promise<Response> {
    const fields = this.played.monday.describe(request, await request.clone().text()).operations;
    // `boards` rides along with most questions.
    this.calls.push((fields.length > 1 ? fields.filter((one) => one !== 'boards') : fields).join('+'));
    const at = this.lost.findIndex((one) => fields.includes(one.field));
    const [loss] = at < 0 ? [] : this.lost.splice(at, 1);
    if (loss?.before) throw new Error('socket hang up');
    const response = await onTheWire([this.played.monday], this.deps.now)(request);
    if (loss) throw new Error('socket hang up');
    const { rewrite } = this;
    return rewrite === null ? response : new Response(rewrite(await response.text()), response);
  }
}

/** What an engine does with one intent: it keeps its ticket, and settles it until it is over. */
export class Run {
  ticket: string | null = null;
  readonly percents: number[] = [];
  constructor(
    private readonly stage: Stage,
    readonly intent: Intent,
  ) {}

  readonly keep = async ({ ticket, percent }: Underway): Promise<void> => {
    this.ticket = ticket;
    this.percents.push(percent);
  };

  /** What was thrown stands for an outcome. */
  apply(by = this.stage.container): Promise<Outcome | { code: string }> {
    return by.apply(this.intent, this.keep).catch((error: { code: string }) => error);
  }

  settle(by = this.stage.container): Promise<Settled | { code: string; next: { afterMs: number } }> {
    return by.settle({ ...this.intent, ticket: this.ticket }, this.keep).catch((error) => error);
  }

  /** Waits as long as it is told to. */
  async settled(by = this.stage.container): Promise<Settled> {
    for (let polls = 0; polls < 50; polls += 1) {
      const settled = await this.settle(by);
      if ('kind' in settled) return settled;
      expect(settled.code).toBe('underway');
      await this.stage.played.time.pass(settled.next.afterMs);
    }
    throw new Error('never settled');
  }
}
