/** One suite over both stores: what the product relies on is the same on Postgres and on Redis. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openQueue } from '../../../platform/queue/bullmq-queue.ts';
import { postgresStore } from '../../../platform/queue/postgres-store.ts';
import { type Handler, type Queue, RETRIES, type Verdict } from '../../../platform/queue/queue.ts';
import { now, openStores, type Store } from './stores.ts';

const stores = await openStores();

describe.each(stores)('the queue on $name', (store) => {
  let kind = '';
  let count = 0;
  let open: Queue[] = [];
  let errors: Error[] = [];
  let children: ChildProcess[] = [];
  const queue = () => {
    const one = store.open((error) => errors.push(error));
    open.push(one);
    return one;
  };
  const work = async (on: Queue, handler: Handler, verdict: (error: unknown) => Verdict = () => ({ kind: 'retry' }), concurrency = 4) =>
    on.work(kind, handler, { concurrency, verdict });

  beforeEach(() => {
    count += 1;
    kind = `kind-${count}`;
    open = [];
    errors = [];
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(open.map((one) => one.close(0)));
  });

  it('runs the handler with the id, in another process as in this one', async () => {
    const done = gate<string>();
    await work(queue(), async (id) => done.open(id));
    await queue().wake(kind, 'pair:1/ä');
    expect(await done.passed).toBe('pair:1/ä');
  });

  it('runs once for many wake-ups that nobody has taken yet', async () => {
    const producer = queue();
    await Promise.all(Array.from({ length: 20 }, () => producer.wake(kind, 'a')));
    await producer.wakeAll(kind, ['a', 'b', 'a']);
    expect(await producer.counts(kind)).toEqual({ waiting: 2, delayed: 0, active: 0, failed: 0 });
    const runs: string[] = [];
    const last = gate();
    await work(queue(), async (id) => {
      runs.push(id);
      if (id === 'b') last.open();
    });
    await last.passed;
    await settled(producer, kind);
    expect(runs.sort()).toEqual(['a', 'b']);
  });

  it('runs once more, and not at the same time, for all wake-ups during a run', async () => {
    const worker = queue();
    const [first, second, go] = [gate(), gate(), gate()];
    let running = 0;
    const seen: number[] = [];
    await work(worker, async () => {
      seen.push(++running);
      if (seen.length === 1) {
        first.open();
        await go.passed;
      } else second.open();
      running--;
    });
    await worker.wake(kind, 'a');
    await first.passed;
    for (let i = 0; i < 5; i++) await worker.wake(kind, 'a');
    go.open();
    await second.passed;
    await settled(worker, kind);
    expect(seen).toEqual([1, 1]);
  });

  it('loses no wake-up: a run that starts after it sees what was stored before it', async () => {
    const ids = Array.from({ length: 10 }, (_, i) => `id-${i}`);
    const stored = new Map(ids.map((id) => [id, 0]));
    const seen = new Map<string, number>();
    const running = new Set<string>();
    const all = gate();
    let overlaps = 0;
    const handler: Handler = async (id) => {
      if (running.has(id)) overlaps++;
      running.add(id);
      seen.set(id, stored.get(id) ?? 0);
      await Promise.resolve();
      running.delete(id);
      if (ids.every((one) => seen.get(one) === 60)) all.open();
    };
    await Promise.all([work(queue(), handler), work(queue(), handler)]);
    const producers = [queue(), queue(), queue()];
    await Promise.all(
      producers.map(async (producer) => {
        for (let round = 0; round < 20; round++) {
          for (const id of ids) {
            stored.set(id, (stored.get(id) ?? 0) + 1);
            await producer.wake(kind, id);
          }
        }
      }),
    );
    await all.passed;
    expect(overlaps).toBe(0);
  });

  it('keeps a delayed wake-up to its time, unless it is hastened', async () => {
    const worker = queue();
    const runs: string[] = [];
    const [a, b] = [gate(), gate()];
    await work(worker, async (id) => {
      runs.push(id);
      (id === 'a' ? a : b).open();
    });
    await worker.wake(kind, 'a', { delayMs: 600_000 });
    await worker.wake(kind, 'a');
    await worker.wake(kind, 'b');
    await b.passed;
    await settled(worker, kind, { delayed: 1 });
    expect(runs).toEqual(['b']);
    await worker.wake(kind, 'a', { hasten: true });
    await a.passed;
    await settled(worker, kind);
    expect(runs).toEqual(['b', 'a']);
  });

  it('runs a delayed wake-up by itself, not before its time', async () => {
    const worker = queue();
    const done = gate<number>();
    await work(worker, async () => done.open(now()));
    const due = now() + 150;
    await worker.wake(kind, 'a', { delayMs: 150 });
    expect(await done.passed).toBeGreaterThanOrEqual(due - 2);
  });

  it('tries again after a failure, counting attempts', async () => {
    const worker = queue();
    const attempts: number[] = [];
    const done = gate();
    await work(worker, async (_, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error('no');
      done.open();
    });
    await worker.wake(kind, 'a');
    // The waits of a second and more are hastened: it is their order that counts.
    await hastenUntil(worker, kind, 'a', done.passed);
    await settled(worker, kind);
    expect(attempts.slice(0, 3)).toEqual([1, 2, 3]);
    expect(errors).toEqual([]);
  });

  it('puts a run off as often as its verdict says, without counting it as an attempt', async () => {
    const worker = queue();
    const attempts: number[] = [];
    const done = gate();
    await work(
      worker,
      async (_, { attempt }) => {
        attempts.push(attempt);
        if (attempts.length <= RETRIES + 2) throw new Error('limited');
        done.open();
      },
      () => ({ kind: 'retryAfter', ms: 1 }),
    );
    await worker.wake(kind, 'a');
    await done.passed;
    await settled(worker, kind);
    expect(attempts).toEqual(Array.from({ length: RETRIES + 3 }, () => 1));
    expect(errors).toEqual([]);
  });

  it('gives up when the verdict is stop, says so, stores no words of the error, and takes the next wake-up', async () => {
    const worker = queue();
    const reason = Object.assign(new Error('CANARY cell value'), { detail: 'CANARY' });
    const done = gate();
    let runs = 0;
    await work(
      worker,
      async () => {
        runs++;
        if (runs === 1) throw reason;
        done.open();
      },
      () => ({ kind: 'stop' }),
    );
    await worker.wake(kind, 'a');
    await settled(worker, kind, { failed: 1 });
    await eventually(() => errors.length === 1);
    expect(errors).toEqual([reason]);
    const dump = await store.dump();
    expect(dump).toContain(kind);
    expect(dump).not.toContain('CANARY');
    expect(dump).not.toContain('queue.test.ts');
    await worker.wake(kind, 'a');
    await done.passed;
    expect(runs).toBe(2);
  });

  it('lets a failing run be followed by the one that was asked for meanwhile', async () => {
    const worker = queue();
    const [started, go, done] = [gate(), gate(), gate()];
    let runs = 0;
    await work(
      worker,
      async () => {
        runs++;
        if (runs > 1) return done.open();
        started.open();
        await go.passed;
        throw new Error('no');
      },
      () => ({ kind: 'stop' }),
    );
    await worker.wake(kind, 'a');
    await started.passed;
    await worker.wake(kind, 'a');
    go.open();
    await done.passed;
    expect(runs).toBe(2);
  });

  it('works on as many at a time as it was told', async () => {
    const worker = queue();
    const full = gate();
    const go = gate();
    let running = 0;
    let most = 0;
    await work(
      worker,
      async () => {
        most = Math.max(most, ++running);
        if (running === 3) full.open();
        await go.passed;
        running--;
      },
      undefined,
      3,
    );
    await worker.wakeAll(kind, ['a', 'b', 'c', 'd', 'e']);
    await full.passed;
    expect(await worker.counts(kind)).toMatchObject({ active: 3, waiting: 2 });
    go.open();
    await settled(worker, kind);
    expect(most).toBe(3);
  });

  it('waits for a running handler when it closes', async () => {
    const worker = queue();
    const [started, go] = [gate(), gate()];
    const order: string[] = [];
    await work(worker, async () => {
      started.open();
      await go.passed;
      order.push('handler');
    });
    await worker.wake(kind, 'a');
    await started.passed;
    const closed = worker.close().then(() => order.push('closed'));
    go.open();
    await closed;
    expect(order).toEqual(['handler', 'closed']);
    expect(await queue().counts(kind)).toEqual({ waiting: 0, delayed: 0, active: 0, failed: 0 });
  });

  it('aborts a handler that takes too long to close; its work is tried again elsewhere', async () => {
    const worker = queue();
    const started = gate();
    await work(worker, async (_, { signal }) => {
      started.open();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    });
    await worker.wake(kind, 'a');
    await started.passed;
    await worker.close(1);
    const other = queue();
    const done = gate<number>();
    await work(other, async (_, { attempt }) => done.open(attempt));
    await hastenUntil(other, kind, 'a', done.passed);
    expect(await done.passed).toBe(2);
  });

  it('runs again soon what a killed worker had taken, though wake-ups came meanwhile', async () => {
    const producer = queue();
    const worker = crashingWorker(store, kind);
    children.push(worker);
    await producer.wake(kind, 'a');
    await said(worker, 'took a');
    worker.kill('SIGKILL');
    await producer.wake(kind, 'a');
    const runs: string[] = [];
    const twice = gate();
    await work(producer, async (id) => {
      runs.push(id);
      if (runs.length === 2) twice.open();
    });
    // Once for the run that was cut off, once for the wake-up that came during it.
    await twice.passed;
    await settled(producer, kind);
    expect(runs).toEqual(['a', 'a']);
  });

  it('goes on after every connection was cut', async () => {
    const worker = queue();
    let done = gate<string>();
    await work(worker, async (id) => done.open(id));
    await worker.wake(kind, 'before');
    expect(await done.passed).toBe('before');
    await settled(worker, kind);
    done = gate<string>();
    await store.cut();
    await eventually(async () => {
      try {
        await worker.wake(kind, 'after');
        return true;
      } catch {
        return false;
      }
    });
    expect(await done.passed).toBe('after');
  });
});

it('fails at once when the queue is away, for a caller that has something better to do', async () => {
  const queue = openQueue(postgresStore('postgres://x:x@127.0.0.1:1/none'), { onError: () => undefined, now, uuid: randomUUID });
  await expect(queue.wake('kind', 'a')).rejects.toThrow(/ECONNREFUSED/);
  await queue.close();
});

/** A promise that is opened from outside. */
function gate<Value = void>() {
  const { promise, resolve } = withResolvers<Value>();
  return { passed: promise, open: resolve };
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Until nothing is left but `rest`. */
async function settled(queue: Queue, kind: string, rest: { delayed?: number; failed?: number } = {}): Promise<void> {
  await eventually(async () => {
    const { waiting, delayed, active, failed } = await queue.counts(kind);
    return waiting === 0 && active === 0 && delayed === (rest.delayed ?? 0) && failed === (rest.failed ?? 0);
  });
}

async function hastenUntil(queue: Queue, kind: string, id: string, done: Promise<unknown>): Promise<void> {
  let over = false;
  void done.then(() => {
    over = true;
  });
  await eventually(async () => {
    if (!over && (await queue.counts(kind)).delayed > 0) await queue.wake(kind, id, { hasten: true });
    return over;
  });
}

async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(check, { interval: 5, timeout: 15_000 }).toBe(true);
}

function crashingWorker(store: Store, kind: string): ChildProcess {
  const file = fileURLToPath(new URL('crashing-worker.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', file, kind, store.url, store.prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function said(child: ChildProcess, words: string): Promise<void> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.includes(words)) child.emit('said');
  });
  await once(child, 'said');
}
