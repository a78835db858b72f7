/** Faults of the played vendors, as an outside program asks for them. */
import type { Stage } from './stage.ts';

export interface Fault {
  readonly id: string;
  /** Resolves when a request waits in it. */
  held(): Promise<void>;
  hits(): Promise<number>;
  /** Lets what waits go on. */
  release(): Promise<void>;
  remove(): Promise<void>;
}

export async function fault(stage: Stage, spec: object): Promise<Fault> {
  const { people, watch } = stage;
  const answer = await people.control('POST', '/faults', spec);
  if (!answer.ok) throw new Error(await answer.text());
  const { id } = (await answer.json()) as { id: string };
  const report = async (): Promise<{ hits: number; held: number }> => {
    const all = (await (await people.control('GET', '/faults')).json()) as { id: string; hits: number; held: number }[];
    const found = all.find((one) => one.id === id);
    if (found === undefined) throw new Error(`fault ${id} is gone`);
    return found;
  };
  return {
    id,
    held: async () => void (await watch.until('a request held', async () => (await report()).held > 0, 5_000)),
    hits: async () => (await report()).hits,
    release: async () => void (await people.control('POST', `/faults/${id}/release`)),
    remove: async () => void (await people.control('DELETE', `/faults/${id}`)),
  };
}

/** A request of the product that waits before it has any effect. */
export const holdWrite = (stage: Stage, service: 'monday' | 'sheets' | 'confluence', operation: string): Promise<Fault> =>
  fault(stage, { service, match: { operation, caller: 'app' }, kind: 'hold', times: 1 });
