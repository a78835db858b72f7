/**
 * What can be counted, for Prometheus. One registry per process; each part of the house asks for its own counters once
 * and keeps them. Labels are few and bounded: never an account, a container or anything that people name.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  gauge<Label extends string>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>;
  /** Seconds; buckets fit calls of a few milliseconds to a minute. */
  timer<Label extends string>(name: string, help: string, labels?: readonly Label[]): Histogram<Label>;
  /** The text of `/metrics`, with its content type. */
  expose(): Promise<{ contentType: string; text: string }>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Names get the prefix `evenkeel_`. `process: true` adds memory, event loop and the like of this process. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const common = <Label extends string>(name: string, help: string, labels: readonly Label[] = []) => ({
    name: `evenkeel_${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    registry,
    counter: (name, help, labels) => new Counter(common(name, help, labels)),
    gauge: (name, help, labels) => new Gauge(common(name, help, labels)),
    timer: (name, help, labels) => new Histogram({ ...common(name, help, labels), buckets: SECONDS }),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
