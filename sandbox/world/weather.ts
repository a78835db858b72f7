/**
 * A mix of faults from one seed: what a day at the vendors may bring. Each part has its own chance and its own draws, so
 * that the same exchanges in the same order meet the same faults, and a part more changes nothing for the others.
 */
import type { FaultSpec } from './fault-spec.ts';
import type { Service } from './world.ts';

type Part = Pick<FaultSpec, 'kind' | 'ms' | 'name'> & {
  /** Chance of a strike, of a thousand exchanges, or of pushes, or of what `partial` strikes: parts of a batch, rows of a sheet. */
  readonly in1000: number;
  readonly operation?: string;
  readonly caller?: string;
};

const ANY: readonly Part[] = [
  { kind: 'latency', ms: 150, in1000: 150 },
  { kind: 'latency', ms: 1500, in1000: 10 },
  { kind: 'lost-reply', in1000: 8 },
  { kind: 'truncate', in1000: 4 },
  { kind: 'timeout', ms: 3000, in1000: 3 },
  { kind: 'named', name: 'bad-gateway', in1000: 4 },
  { kind: 'named', name: 'maintenance', in1000: 3 },
];

const PUSHED: readonly Part[] = [
  { kind: 'drop-push', in1000: 20 },
  { kind: 'repeat-push', ms: 300, in1000: 40 },
  { kind: 'delay-push', ms: 2000, in1000: 80 },
];

const PARTS: Readonly<Record<Service, readonly Part[]>> = {
  monday: [
    ...ANY,
    ...PUSHED,
    { kind: 'named', name: 'minute-limit', in1000: 6 },
    { kind: 'named', name: 'complexity-budget', in1000: 6 },
    { kind: 'named', name: 'complexity-budget-old', in1000: 2 },
    { kind: 'named', name: 'concurrency-limit', in1000: 4 },
    { kind: 'named', name: 'field-limit', in1000: 4 },
    { kind: 'named', name: 'board-locked', in1000: 6 },
    { kind: 'named', name: 'errors-without-data', in1000: 4 },
    { kind: 'named', name: 'cursor-expired', operation: 'next_items_page', in1000: 20 },
    { kind: 'named', name: 'gateway-timeout', in1000: 3 },
    { kind: 'partial', in1000: 6 },
  ],
  sheets: [
    ...ANY,
    { kind: 'named', name: 'read-quota-user', in1000: 5 },
    { kind: 'named', name: 'write-quota-project', in1000: 5 },
    { kind: 'named', name: 'unavailable', in1000: 6 },
    { kind: 'named', name: 'internal', in1000: 4 },
    { kind: 'named', name: 'deadline', in1000: 3 },
    // Nobody is told of these rows: a person's own would be missed by whoever tells what people did.
    { kind: 'partial', caller: 'app', in1000: 2 },
  ],
  drive: [
    ...ANY,
    ...PUSHED,
    { kind: 'named', name: 'user-rate-limit', in1000: 6 },
    { kind: 'named', name: 'drive-backend-error', in1000: 4 },
  ],
  confluence: [...ANY, { kind: 'named', name: 'burst', in1000: 5 }, { kind: 'named', name: 'points-quota', in1000: 2 }],
  oauth: [
    { kind: 'lost-reply', in1000: 5 },
    { kind: 'named', name: 'bad-gateway', in1000: 5 },
  ],
};

/** The faults that a spec of kind `weather` stands for. `p` scales every chance: 1 as it stands, left out the same. */
export function weatherOf(spec: FaultSpec): FaultSpec[] {
  const seed = spec.seed ?? 'weather';
  return servicesOf(spec.service).flatMap((service) =>
    PARTS[service].map(({ in1000, operation, caller, ...part }, index) => ({
      ...part,
      service,
      ...(spec.match || operation || caller
        ? { match: { ...(caller && { caller }), ...spec.match, ...(operation && { operation }) } }
        : {}),
      p: Math.min(1, (in1000 / 1000) * (spec.p ?? 1)),
      seed: `${seed}/${service}/${index}`,
      ...(spec.after === undefined ? {} : { after: spec.after }),
    })),
  );
}

function servicesOf(service: FaultSpec['service']): readonly Service[] {
  if (service === 'all') return ['monday', 'sheets', 'drive', 'confluence', 'oauth'];
  return service === 'google' ? ['sheets', 'drive'] : [service];
}
