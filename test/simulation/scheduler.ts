/**
 * One thread, virtual time. Actors are ordinary async functions; each of their waits is a point at which anybody else may
 * act. Nothing happens at the same time: what is due earliest goes next, ties are thrown by the seed.
 */
import type { Random } from './random.ts';

export interface Actor {
  readonly name: string;
  /** The process is gone: it never wakes again. */
  killed: boolean;
  /** Lets others act for this many virtual ms. */
  wait(ms: number, what: string): Promise<void>;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => Promise<void> | void;
}

/** Called at each wait of an actor; may add to the wait (a process that stalls) or kill it. */
export type Fate = (actor: Actor, what: string) => number;

export class Scheduler {
  now = Date.UTC(2026, 0, 5);
  /** Told of each wait. */
  fate: Fate = () => 0;
  readonly log: string[] = [];
  private entries: Entry[] = [];
  private rolling = 0x811c9dc5;
  private living = 0;

  constructor(readonly random: Random) {}

  /** Runs `body` as an actor of its own; what it throws ends the run. */
  spawn(name: string, body: (actor: Actor) => Promise<void>): Actor {
    let resume: () => void = () => undefined;
    let parked: () => void = () => undefined;
    const actor: Actor = {
      name,
      killed: false,
      wait: (ms, what) => {
        const more = this.fate(actor, what);
        this.push(ms + more, () => {
          if (actor.killed) return;
          this.note(`${name} ${what}`);
          return this.hand(resume, (told) => {
            parked = told;
          });
        });
        return new Promise((next) => {
          resume = next;
          parked();
        });
      },
    };
    this.living += 1;
    this.push(0, () => {
      const start = (): void => {
        void body(actor)
          .catch((error: unknown) => {
            this.failure ??= error;
          })
          .finally(() => {
            this.living -= 1;
            parked();
          });
      };
      return this.hand(start, (told) => {
        parked = told;
      });
    });
    return actor;
  }

  /** Something that happens by itself after a while: a hint that arrives, a vendor that acts. */
  after(ms: number, what: string, run: () => Promise<void> | void): void {
    this.push(ms, () => {
      this.note(what);
      return run();
    });
  }

  /** Runs until nothing is due any more; throws when that never comes. */
  async run(most: number): Promise<void> {
    for (let next = this.pop(); next !== undefined; next = this.pop()) {
      if (this.log.length > most) throw new Error('never quiet');
      this.now = Math.max(this.now, next.at);
      await next.run();
      if (this.failure !== undefined) throw this.failure;
    }
  }

  /** Adds a line to the history. */
  note(line: string): void {
    const text = `${this.now % 100_000_000} ${line}`;
    for (let at = 0; at < text.length; at += 1) this.rolling = Math.imul(this.rolling ^ text.charCodeAt(at), 0x01000193) >>> 0;
    this.log.push(text);
  }

  /** Of all that happened, in its order. */
  hash(): string {
    return this.rolling.toString(16).padStart(8, '0');
  }

  private failure: unknown;

  /** Gives the thread to an actor until it waits again or ends. */
  private hand(go: () => void, listen: (told: () => void) => void): Promise<void> {
    return new Promise((told) => {
      listen(told);
      go();
    });
  }

  private push(ms: number, run: Entry['run']): void {
    const entry = { at: this.now + Math.max(0, ms), order: this.random.next(), run };
    const at = this.entries.findIndex((one) => one.at < entry.at || (one.at === entry.at && one.order < entry.order));
    this.entries.splice(at < 0 ? this.entries.length : at, 0, entry);
  }

  private pop(): Entry | undefined {
    return this.entries.pop();
  }
}
