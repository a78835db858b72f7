/**
 * The line between a worker's connectors and the played vendors: a request goes out, acts at some moment, and its answer
 * comes back whole, cut, late or never. What acts, acts whether or not the caller still lives.
 */
import type { ConnectorDeps, Intent } from '../../../core/sync/ports.ts';
import { defaultFaultAnswer } from '../../../sandbox/server/fault-answers.ts';
import type { Actor } from '../scheduler.ts';
import { CALL_TIMEOUT_MS, count, type FaultKind, type Line } from '../vendors/wire.ts';
import type { Places } from './places.ts';
import type { Watcher } from './watcher.ts';

const HEARTBEAT_MS = 1_000;

/** A worker process, as its connectors know it. */
export interface Process {
  readonly actor: Actor;
  /** Of the wake-up that runs now. */
  line: Line;
  /** What is being applied or settled now. */
  intent: Intent | null;
}

export interface Doorway {
  readonly places: Places;
  readonly watcher: Watcher;
  readonly uuid: () => string;
  /** Our reading of the tab acts. */
  readonly looked: () => void;
}

export function depsFor(way: Doorway, process: Process, vendor: 'monday' | 'google'): ConnectorDeps {
  const breathe = (what: string): Promise<void> => process.actor.wait(process.line.random.between(0, 2), what);
  return {
    fetch: async (request) => {
      await process.line.gate.mayCall?.();
      return send(way, process, vendor === 'monday' ? 'monday' : 'sheets', request);
    },
    now: () => process.line.scheduler.now,
    sleep: (ms) => rest(process, ms, 'waits'),
    token: async () => {
      await breathe('token');
      return way.places.token(vendor);
    },
    limit: async (_, run) => {
      await breathe('limit');
      return run();
    },
    uuid: way.uuid,
  };
}

/** Time passes; the worker's own timers run. */
async function rest(process: Process, ms: number, what: string): Promise<void> {
  const { line, actor } = process;
  for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
    await actor.wait(Math.min(left, HEARTBEAT_MS), what);
    if (left > HEARTBEAT_MS) for (const timer of line.timers) await timer().catch(() => line.scheduler.note(`${actor.name} can't extend`));
  }
}

const READ_FAULTS = ['status-before', 'server-error', 'timeout', 'lost-reply', 'hold', 'truncated', 'short-read'] as const;
const WRITE_FAULTS = ['status-before', 'server-error', 'timeout', 'lost-reply', 'lost-reply', 'hold', 'truncated', 'partial'] as const;

async function send(way: Doorway, process: Process, service: 'monday' | 'sheets', request: Request): Promise<Response> {
  const { line } = process;
  const { faults, random, scheduler } = line;
  // What our connector writes on monday bears its key; what is read doesn't.
  const isWrite = service === 'monday' ? request.headers.has('idempotency-key') : request.url.includes(':batchUpdate');
  const what = `${service} ${isWrite ? 'write' : 'read'}`;
  const fault: FaultKind | null =
    faults.on && random.chance(faults.share) ? (random.pick<FaultKind>(isWrite ? WRITE_FAULTS : READ_FAULTS) ?? null) : null;
  if (fault !== null) count(faults, fault);
  if (fault === 'status-before' || (fault === 'server-error' && random.chance(0.5))) {
    await rest(process, random.between(10, 100), what);
    const status = fault === 'status-before' ? 429 : (random.pick([500, 502, 503]) ?? 500);
    return responseOf(defaultFaultAnswer(service, { service, kind: 'status', status }));
  }
  const never = fault === 'timeout' && random.chance(0.5);
  const out = fault === 'hold' || fault === 'timeout' ? random.between(1_000, CALL_TIMEOUT_MS - 200) : random.between(5, 120);
  const back = fault === 'lost-reply' || fault === 'timeout' ? CALL_TIMEOUT_MS : random.between(5, 120);
  const box: { answer?: Response } = {};
  const { intent } = process;
  if (!never)
    scheduler.after(out, `${what} acts`, async () => {
      const partial = fault === 'partial' && service === 'monday' ? fails(way.places, random.between(0, 3)) : null;
      box.answer = await act(way, service, request, isWrite ? intent : null);
      if (partial !== null) way.places.world.faults.remove(partial);
      if (isWrite && box.answer.ok) line.wrote();
      if (service === 'sheets' && !isWrite && box.answer.ok) way.looked();
    });
  await rest(process, Math.min(out + back, CALL_TIMEOUT_MS), what);
  const { answer } = box;
  if (answer === undefined || fault === 'lost-reply' || fault === 'timeout') throw new DOMException('no answer', 'TimeoutError');
  if (fault === 'server-error') return responseOf(defaultFaultAnswer(service, { service, kind: 'status', status: 500 }));
  if (fault === 'truncated') return cut(answer, (text) => text.slice(0, text.length / 2));
  if (fault === 'short-read' && service === 'monday') return cut(answer, (text) => shortened(text, random.next()));
  return answer;
}

async function act(way: Doorway, service: 'monday' | 'sheets', request: Request, intent: Intent | null): Promise<Response> {
  const answer = await way.places.wire(request);
  if (intent !== null) {
    if (service === 'monday') way.watcher.board(intent);
    else if (answer.ok) way.watcher.tab(intent);
  }
  return answer;
}

const cut = async (answer: Response, how: (text: string) => string): Promise<Response> => new Response(how(await answer.text()), answer);

/** One of the mutations of a request fails, those around it don't. */
const fails = (places: Places, after: number): string => places.world.faults.add({ service: 'monday', kind: 'partial', after, times: 1 });

const responseOf = ({ body, status, headers }: { body: string; status: number; headers: Record<string, string> }): Response =>
  new Response(body, { status, headers });

/** Pages that came short without a word: fewer items than the board counts. */
function shortened(text: string, share: number): string {
  return JSON.stringify(
    JSON.parse(text, (key, value: unknown) => {
      if (key !== 'items_page' || value === null || typeof value !== 'object' || !('items' in value) || !Array.isArray(value.items))
        return value;
      return { ...value, items: value.items.slice(0, Math.floor(value.items.length * share)) };
    }),
  );
}
