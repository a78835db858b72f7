import { openPages } from '../../../connectors/confluence/replica.ts';
import type { PagesLocator } from '../../../core/accounts/locator.ts';
import {
  brandAs,
  type ColumnRef,
  type IntentId,
  type LocalId,
  type RecordKey,
  type ReplicaId,
  type StepId,
} from '../../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Intent, Outcome, Reading, Scope, StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Cell, Cells, RawRecord } from '../../../core/sync/record.ts';
import { onTheWire } from '../../helpers/wire-log.ts';
import { api, CLOUD, house as sandboxHouse, space, storage } from '../../sandbox/confluence/set-up.ts';

const replica = brandAs<ReplicaId>('pages');
export const text = (value: string): Cell => ({ kind: 'text', text: value });
const cells = (all: Record<string, Cell>): Cells =>
  Object.fromEntries(Object.entries(all).map(([ref, cell]) => [brandAs<ColumnRef>(ref), cell]));
export const step = (id: string): StepId => brandAs<StepId>(id);
export const local = (id: string): LocalId => brandAs<LocalId>(id);
export const key = (id: string): RecordKey => brandAs<RecordKey>(id);

export const create = (id: string, all: Record<string, Cell>): Write => ({
  kind: 'create',
  step: step(id),
  key: key(`key-${id}`),
  cells: cells(all),
});
export const update = (id: string, record: RawRecord, to: Record<string, Cell>): Write => ({
  kind: 'update',
  step: step(id),
  key: key(`key-${id}`),
  localId: record.localId,
  position: null,
  cells: cells(to),
  before: Object.fromEntries(Object.keys(to).map((ref) => [ref, record.cells[brandAs<ColumnRef>(ref)] ?? { kind: 'empty' }])),
  version: record.version,
});

/** A page set on a played site, the calls that it took, and what may happen to the next one. */
export async function house() {
  const one = sandboxHouse();
  const home = await space(one, 'NL');
  const parent: string = (await home.page('Clients')).id;
  const calls: string[] = [];
  /** Run before the request goes on; `lost`: after it took effect, the answer never comes. */
  const next: { before: (() => Promise<void>) | null; lost: boolean } = { before: null, lost: false };
  const token = one.world.people.tokenOf('confluence', 'boris') ?? '';
  const wire = onTheWire([one.confluence], () => one.world.clock.now());
  const deps: ConnectorDeps = {
    now: () => one.world.clock.now(),
    sleep: async () => undefined,
    uuid: () => one.world.ids.uuid(),
    token: async () => token,
    limit: (_call, run) => run(),
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      calls.push(`${request.method} ${pathname.split('/api/v2')[1]}`);
      const { before, lost } = next;
      next.before = null;
      next.lost = false;
      await before?.();
      const response = await wire(request);
      if (lost) throw new Error('socket hang up');
      return response;
    },
  };
  const locator: PagesLocator = { vendor: 'confluence', cloudId: CLOUD, space: home.id, parent, properties: ['Owner', 'Stage', 'Start'] };
  const open = (): Container => openPages(deps, { apiUrl: 'http://confluence.test' }, parent, new Map([[replica, locator]]));
  let container = open();
  let intents = 0;

  return {
    one,
    home,
    parent,
    locator,
    deps,
    calls,
    next,
    /** Forgets what the container remembers, as another worker would. */
    reopen() {
      container = open();
    },
    /** Calls since the last look. */
    taken: () => calls.splice(0),
    intent: (...writes: Write[]): Intent => ({ id: brandAs<IntentId>(`intent-${++intents}`), replica, writes }),
    get container() {
      return container;
    },
    async read(scope: Scope = { kind: 'all' }): Promise<Extract<Reading, { kind: 'records' }>> {
      const reading = (await container.read(new Map([[replica, scope]]))).get(replica);
      if (reading?.kind !== 'records') throw new Error(JSON.stringify(reading));
      return reading;
    },
    async apply(...writes: Write[]): Promise<StepOutcome> {
      const outcome: Outcome = await container.apply({ id: brandAs<IntentId>(`intent-${++intents}`), replica, writes });
      const [first] = outcome.values();
      if (!first) throw new Error('no outcome');
      return first;
    },
    async body(id: string): Promise<string> {
      return (await one.ask('GET', `${api}/pages/${id}?body-format=storage`)).body.body.storage.value;
    },
    async version(id: string): Promise<number> {
      return (await one.ask('GET', `${api}/pages/${id}`)).body.version.number;
    },
    /** A person saves the page, changing its body. */
    async save(id: string, change: (body: string) => string, title?: string): Promise<void> {
      const { body: page } = await one.ask('GET', `${api}/pages/${id}?body-format=storage`);
      const sent = {
        id,
        status: 'current',
        title: title ?? page.title,
        body: storage(change(page.body.storage.value)),
        version: { number: page.version.number + 1 },
      };
      const answer = await one.ask('PUT', `${api}/pages/${id}`, sent);
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    },
  };
}
