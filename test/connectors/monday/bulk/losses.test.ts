/** Imports in bulk of which calls, processes or rows are lost: each record once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { create, creates, intent, MINUTE, Run, SECOND, Stage } from './stage.ts';

/** Ten thousand records take their time on a busy machine. */
const LARGE = 120_000;

let s: Stage;
beforeEach(async () => {
  s = await Stage.open();
});

describe('whatever is lost', () => {
  const writes = creates(300);

  it.each([
    ['ingest_items', false],
    ['ingest_items', true],
  ])('%s (never arrived: %s): nothing has happened, and the next plan makes each once', async (field, before) => {
    s.lost.push({ field, before });
    expect(await s.made(writes)).toEqual({ applied: 300 });
    await s.expectOnce(300);
  });

  it.each([true, false])('the upload (never arrived: %s): what became of it is found out', async (before) => {
    s.lost.push({ field: 'upload', before });
    const run = new Run(s, intent(writes));
    expect(await run.apply()).toMatchObject({ code: 'unknown-outcome' });
    const settled = await run.settled();
    expect(settled.kind).toBe(before ? 'none' : 'happened');
    if (before) expect(await s.made(writes)).toEqual({ applied: 300 });
    await s.expectOnce(300);
  });

  it('an answer to a question after the job: it is asked again in its time', async () => {
    const run = new Run(s, intent(writes));
    await run.apply();
    await s.played.time.pass(10 * SECOND);
    s.lost.push({ field: 'fetch_job_status', before: false });
    expect(await run.settle()).toMatchObject({ code: 'underway', next: { afterMs: 10 * SECOND } });
    expect(await run.settled()).toMatchObject({ kind: 'happened' });
    await s.expectOnce(300);
  });

  it('the process, before the ticket was kept: nothing has happened', async () => {
    const run = new Run(s, intent(writes));
    const died = s.container.apply(run.intent, async () => {
      throw new Error('killed');
    });
    await expect(died).rejects.toThrow('killed');
    expect(s.calls).not.toContain('upload');
    expect(await run.settle(s.reopened())).toEqual({ kind: 'none' });
    expect(await s.made(writes, s.reopened())).toEqual({ applied: 300 });
    await s.expectOnce(300);
  });

  it('the process, after the upload: another settles it, with no twin, half an hour later too', async () => {
    const run = new Run(s, intent(writes));
    await run.apply();
    await s.played.time.pass(45 * MINUTE);
    const settled = await run.settle(s.reopened());
    expect(settled).toMatchObject({ kind: 'happened' });
    expect('outcome' in settled && [...settled.outcome.values()].filter((one) => one.kind === 'applied')).toHaveLength(300);
    // A file that is imported once more makes nothing twice.
    await run.apply(s.reopened());
    await s.played.time.pass(MINUTE);
    await run.settle(s.reopened());
    await s.expectOnce(300);
  });

  it('the process, between the ticket and the upload: after three minutes nothing has happened', async () => {
    s.lost.push({ field: 'upload', before: true });
    const run = new Run(s, intent(writes));
    await run.apply();
    const began = s.played.world.clock.now();
    expect(await run.settled(s.reopened())).toEqual({ kind: 'none' });
    expect(s.played.world.clock.now() - began).toBeGreaterThanOrEqual(3 * MINUTE);
  });
});

describe('jobs that fail', () => {
  it('in some rows: those go by mutations', async () => {
    s.played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'bulk_row' }, times: 7 });
    expect(await s.made(creates(300))).toEqual({ applied: 300 });
    expect(s.calls.filter((call) => call === 'ingest_items')).toHaveLength(1);
    expect(s.calls.filter((call) => call.startsWith('create_item'))).toHaveLength(1);
    await s.expectOnce(300);
  });

  it('in the middle: what was made is kept, the rest goes by mutations', async () => {
    s = await Stage.open({ rowsPerSecond: 20 });
    const run = new Run(s, intent(creates(300)));
    await run.apply();
    await s.played.time.pass(10 * SECOND);
    await run.settle();
    s.played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'bulk_job' }, times: 1 });
    const settled = await run.settled();
    const ends = settled.kind === 'happened' ? [...settled.outcome.values()].map((one) => one.kind) : [];
    expect([ends.filter((kind) => kind === 'applied').length, ends.filter((kind) => kind === 'missed').length]).toEqual([200, 100]);
    expect(s.container.pack(creates(300)).map((group) => group.length)).toEqual(Array(6).fill(50));
  });

  it(
    'for want of room on the board: as many as fit are made, the others say that it is full',
    async () => {
      expect(await s.made(creates(9_900))).toEqual({ applied: 9_900 });
      s.calls = [];
      const more = Array.from({ length: 300 }, (_, n) => create(`more${n}`));
      expect(await s.made(more)).toEqual({ applied: 100, 'board-full': 200 });
      await s.expectOnce(10_000);
      // The second time it is known before a job is begun.
      expect(s.calls.filter((call) => call === 'ingest_items')).toHaveLength(1);
    },
    LARGE,
  );

  it(
    'for want of the hour’s budget of items: the rest goes by mutations',
    async () => {
      s.played.world.setLimits('vendor');
      await s.made(creates(9_000));
      const two = await s.second();
      expect(await two.made(creates(10_000))).toEqual({ applied: 10_000 });
      const three = await s.second();
      const over = new Run(three, intent(creates(200)));
      await over.apply();
      expect(await over.settled()).toEqual({ kind: 'none' });
      expect(three.container.pack(creates(200)).map((group) => group.length)).toEqual(Array(4).fill(50));
      await s.played.time.pass(61 * MINUTE);
      expect(three.container.pack(creates(200)).map((group) => group.length)).toEqual([200]);
    },
    LARGE,
  );

  it('to begin, a hundred an hour: records go by mutations meanwhile', async () => {
    s.played.world.setLimits('vendor');
    const group = (await s.played.data(`{ boards(ids: [${s.board}]) { top_group { id } } }`)).boards[0].top_group.id;
    for (let start = 0; start < 100; start += 1)
      await s.played.data(`mutation { ingest_items(board_id: ${s.board}, group_id: "${group}") { job_id } }`);
    s.played.world.setLimits('vendor');
    const run = new Run(s, intent(creates(160)));
    const outcome = await run.apply();
    expect('code' in outcome ? outcome : [...outcome.values()].map((one) => one.kind)).toEqual(Array(160).fill('missed'));
    expect(s.refusals).toEqual(['record']);
    expect(s.container.pack(creates(160)).map((one) => one.length)).toEqual([50, 50, 50, 10]);
  });

  it.each([
    'http://monday.example/file',
    'https://elsewhere.example/file',
    'https://amazonaws.com.example/file',
    'https://evilamazonaws.com/',
  ])('because it names a strange place for the file (%s): nothing is sent there', async (address) => {
    s.rewrite = (body) => body.replace(/"upload_url":"[^"]+"/, `"upload_url":"${address}"`);
    const outcome = await new Run(s, intent(creates(160))).apply();
    expect('code' in outcome ? outcome : [...outcome.values()].map((one) => one.kind)).toEqual(Array(160).fill('missed'));
    expect(s.calls).toEqual(['boards', 'ingest_items']);
  });

  it('when the file isn’t taken: records go by mutations for a while', async () => {
    const run = new Run(s, intent(creates(160)));
    const { keep } = run;
    const outcome = await s.container.apply(run.intent, async (underway) => {
      await keep(underway);
      await s.played.time.pass(11 * MINUTE);
    });
    expect([...outcome.values()].map((one) => one.kind)).toEqual(Array(160).fill('missed'));
    expect(s.container.pack(creates(160))).toHaveLength(4);
  });
});
