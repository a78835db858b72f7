import { mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { FaultKind } from '../world/fault-spec.ts';
import type { Service } from '../world/world.ts';

export interface WireEntry {
  readonly service: Service;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string | null;
  /** When the request came, ms since 1970 on the vendors' clock. */
  readonly at: number;
  readonly ms: number;
  /** `app`, or the person's id. */
  readonly caller: string;
  /** The fault that changed the answer, or kept it from the caller. */
  readonly fault: FaultKind | undefined;
}

export type WireLog = (entry: WireEntry) => void;

/** Appends each exchange to `file` as one JSON line; bodies that are JSON stand as JSON. A line is whole when the call returns. */
export function openWireLog(file: string): WireLog {
  mkdirSync(path.dirname(file), { recursive: true });
  const fd = openSync(file, 'a');
  return (entry) => {
    writeSync(fd, `${JSON.stringify(toLine(entry))}\n`);
  };
}

/** What stands in a line of the log for `entry`. */
export function toLine(entry: WireEntry): Record<string, unknown> {
  return {
    ...entry,
    requestBody: parsed(entry.requestBody),
    responseBody: parsed(entry.responseBody),
    at: new Date(entry.at).toISOString(),
    ms: Math.round(entry.ms * 10) / 10,
  };
}

function parsed(body: string | null): unknown {
  if (body === null || body === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON (a form, a file, a cut answer): it stands as it came.
    return body;
  }
}
