/**
 * The log: one JSON line per event, to standard output. Two kinds of things never reach it. Secrets, at any level: by
 * the name of their field wherever it stands (log-hide.ts), and by their look anywhere in the finished line. And what
 * people typed (cell values, bodies), above `debug`: by the name of the field.
 */
import { type Bindings, type ChildLoggerOptions, type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { LogLevel } from './config.ts';
import { hide, hideByLook } from './log-hide.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: LogLevel;
  /** `server`, `worker`, `demo`, … */
  readonly name: string;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

const DEBUG = 20;

/** A logger; its children (`log.child({accountId})`) keep the rules. Log an error as `log.error({err}, 'what failed')`. */
export function createLog({ level, name, destination }: LogOptions): Logger {
  const options: LoggerOptions = {
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Errors are made plain by `hide`; pino's own way would flatten causes.
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(args, method, number) {
        const [first, ...rest] = hide(args, { content: number <= DEBUG });
        method.call(this, args[0] instanceof Error ? { err: first } : first, ...rest);
      },
      streamWrite: hideByLook,
    },
  };
  const log = destination === undefined ? pino(options) : pino(options, destination);
  const makeChild = log.child;
  // A child's fields are written out once, when it is made, and stand on its lines of every level. Children inherit this.
  log.child = function <Levels extends string = never>(
    this: Logger,
    fields: Bindings,
    options?: ChildLoggerOptions<Levels>,
  ): Logger<Levels> {
    return Reflect.apply(makeChild, this, [hide(fields, { content: false }), options]);
  };
  return log;
}
