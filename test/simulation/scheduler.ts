/**
 * One thread, virtual time. Actors are ordinary async functions; each of their waits is a point at which anybody else may
 * act. Nothing happens at the same time: what is due earliest goes next, ties are thrown by the seed. Whoever waits or ends
 * gives the thread to the next: there is no loop that would have to be woken.
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
  /** True: the thread is given away, and comes back when its holder waits or ends. */
  readonly run: () => boolean;
}

/** Called at each wait of an actor; may add to the wait (a process that stalls) or kill it. */
export type Fate = (actor: Actor, what: string) => number;

export class Scheduler {
  now = Date.UTC(2026, 0, 5);
  /** Told of each wait. */
  fate: Fate = () => 0;
  readonly log: string[] = [];
  /** What is due earliest stands last. */
  private readonly entries: Entry[] = [];
  private rolling = 0x811c9dc5;
  private most = 0;
  private ended: (error: Failure | null) => void = () => undefined;

  constructor(readonly random: Random) {}

  /** Runs `body` as an actor of its own; what it throws ends the run. */
  spawn(name: string, body: (actor: Actor) => Promise<void>): Actor {
    const actor: Actor = {
      name,
      killed: false,
      wait: (ms, what) => {
        const more = this.fate(actor, what);
        const waited = new Promise<void>((resume) => {
          this.push(ms + more, () => {
            if (actor.killed) return false;
            this.note(`${name} ${what}`);
            resume();
            return true;
          });
        });
        this.next();
        return waited;
      },
    };
    this.push(0, () => {
      void this.hold(body(actor));
      return true;
    });
    return actor;
  }

  /** Something that happens by itself after a while: a hint that arrives, a vendor that acts. */
  after(ms: number, what: string, run: () => Promise<void> | void): void {
    this.push(ms, () => {
      this.note(what);
      const running = run();
      if (running === undefined) return false;
      void this.hold(running);
      return true;
    });
  }

  /** Runs until nothing is due any more; throws when that never comes. */
  async run(most: number): Promise<void> {
    this.most = most;
    const failure = await new Promise<Failure | null>((ended) => {
      this.ended = ended;
      this.next();
    });
    if (failure !== null) throw failure.error;
  }

  /** Adds a line to the history. */
  note(line: string): void {
    const text = `${this.now % 100_000_000} ${line}`;
    let rolling = this.rolling;
    for (let at = 0; at < text.length; at += 1) rolling = Math.imul(rolling ^ text.charCodeAt(at), 0x01000193);
    this.rolling = rolling >>> 0;
    this.log.push(text);
  }

  /** Of all that happened, in its order. */
  hash(): string {
    return this.rolling.toString(16).padStart(8, '0');
  }

  /** The thread is `running`'s until it ends. */
  private hold(running: Promise<void>): Promise<void> {
    return running.then(
      () => this.next(),
      (error: unknown) => this.ended({ error }),
    );
  }

  /** Gives the thread to what is due next. */
  private next(): void {
    try {
      for (let next = this.entries.pop(); next !== undefined; next = this.entries.pop()) {
        if (this.log.length > this.most) throw new Error('never quiet');
        this.now = Math.max(this.now, next.at);
        if (next.run()) return;
      }
      this.ended(null);
    } catch (error) {
      this.ended({ error });
    }
  }

  private push(ms: number, run: Entry['run']): void {
    const entry = { at: this.now + Math.max(0, ms), order: this.random.next(), run };
    const { entries } = this;
    let place = entries.length;
    entries.push(entry);
    for (let later = entries[place - 1]; later !== undefined && isBefore(later, entry); later = entries[place - 1]) {
      entries[place] = later;
      place -= 1;
    }
    entries[place] = entry;
  }
}

interface Failure {
  readonly error: unknown;
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
