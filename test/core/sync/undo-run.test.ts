import { describe, expect, test } from 'vitest';
import { undoDirectives } from '../../../core/sync/decide/undo.ts';
import { undoStepId } from '../../../core/sync/plan.ts';
import { eur, fid, num, set, text } from './fixtures.ts';
import { client, names, office, onlyEntry } from './office.ts';

describe('undo', () => {
  const undo = (value: string, expected: string) => set('notes', value, { why: 'undo', expect: expected, run: 'run-undo' });

  test('[U3] both sides are as before', async () => {
    const w = await office();
    w.board.named('Acme').cells.notes = text('new');
    await w.settle();
    await w.store.wish(onlyEntry(w, 'Acme').key, undo('about Acme', 'new'));
    await w.sync();
    expect(w.board.named('Acme').cells.notes).toEqual(text('about Acme'));
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('about Acme'));
    expect(w.store.directives).toEqual([]);
  });

  test('[U4] a newer edit stands until a person says otherwise', async () => {
    const w = await office();
    w.board.named('Acme').cells.notes = text('new');
    await w.settle();
    w.tab.named('Acme').cells.NOTES = text('newer');
    const { key: of } = onlyEntry(w, 'Acme');
    await w.store.wish(of, undo('about Acme', 'new'));
    await w.settle();
    expect(w.board.named('Acme').cells.notes).toEqual(text('newer'));
    expect([...w.store.heldSteps.values()].map((one) => one.why)).toContain('newer-edit');
    const approval = { id: '', kind: 'approve', step: undoStepId(of, 'right', fid('notes')), token: '"newer" -> "about Acme"' } as const;
    expect(w.store.heldSteps.get(approval.step)?.token).toBe(approval.token);
    // What is typed while a person approves is newer still.
    w.board.named('Acme').cells.notes = text('newest');
    await w.store.wish(of, approval);
    await w.settle();
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('newest'));
    const again = { ...approval, step: undoStepId(of, 'left', fid('notes')), token: '"newest" -> "about Acme"' };
    expect(w.store.heldSteps.get(again.step)?.token).toBe(again.token);
    await w.store.wish(of, again);
    await w.sync();
    expect(w.board.named('Acme').cells.notes).toEqual(text('about Acme'));
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('about Acme'));
    expect(w.store.heldSteps.size).toBe(0);
  });

  test('[U6] of a create: ours leaves, theirs stays, and the two aren’t paired again', async () => {
    const w = await office();
    w.board.add(client('Dora'));
    await w.settle();
    await w.store.wish(onlyEntry(w, 'Dora').key, { id: '', kind: 'uncreate', side: 'right', run: 'run-undo' });
    await w.sync();
    w.board.named('Dora').cells.notes = text('still here');
    await w.settle();
    expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp', 'Dora'], tab: ['Acme', 'Beta', 'Corp'] });
  });

  test('[U4] [U6] of a create whose row somebody has edited: asked first, approved it goes', async () => {
    const w = await office();
    w.board.add(client('Dora'));
    await w.settle();
    const { key: of } = onlyEntry(w, 'Dora');
    w.tab.named('Dora').cells.NOTES = text('typed in our row');
    await w.store.wish(of, { id: '', kind: 'uncreate', side: 'right', run: 'run-undo' });
    await w.settle();
    const [held] = [...w.store.heldSteps.values()];
    expect(held).toMatchObject({ why: 'newer-edit', step: { kind: 'remove' } });
    expect(names(w).tab).toContain('Dora');
    if (held === undefined) return;
    // What is typed while a person approves waits anew.
    w.tab.named('Dora').cells.NOTES = text('typed on');
    await w.store.wish(of, { id: '', kind: 'approve', step: held.step.id, token: held.token });
    await w.settle();
    expect(names(w).tab).toContain('Dora');
    const [again] = [...w.store.heldSteps.values()];
    expect(again).toMatchObject({ why: 'newer-edit', step: { kind: 'remove', fields: { notes: 'typed on' } } });
    await w.store.wish(of, { id: '', kind: 'approve', step: held.step.id, token: again?.token ?? '' });
    await w.sync();
    expect(names(w).tab).not.toContain('Dora');
    expect(names(w).board).toContain('Dora');
  });

  test('[U7] of a remove: both sides have the record again', async () => {
    const w = await office();
    const { key: of } = onlyEntry(w, 'Acme');
    w.board.named('Acme').how = 'archived';
    await w.settle();
    const line = w.store.journal.find((one) => one.kind === 'remove');
    expect(line?.before).toEqual({ name: 'Acme', notes: 'about Acme', budget: eur('5') });
    await w.store.wish(of, { id: '', kind: 'recreate', side: 'right', fields: line?.before as never, run: 'run-undo' });
    await w.sync();
    await w.settle();
    expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp'], tab: ['Acme', 'Beta', 'Corp'] });
    expect(w.tab.named('Acme').cells).toMatchObject({ NOTES: text('about Acme'), BUDGET: num('5') });
  });

  test.each(['both sides at once', 'one side, and then the other'])(
    '[U6] of what an undo made again: %s, it is gone as before',
    async (how) => {
      const w = await office();
      const { key: of } = onlyEntry(w, 'Acme');
      const linesOf = (run: string) => w.store.journal.filter((one) => one.key === of && one.run === run).reverse();
      w.board.named('Acme').how = 'archived';
      await w.settle();
      const removed = w.store.journal.find((one) => one.kind === 'remove')?.run ?? '';
      for (const directive of undoDirectives(linesOf(removed), 'undo')) await w.store.wish(of, directive);
      await w.settle();
      expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp'], tab: ['Acme', 'Beta', 'Corp'] });
      const back = undoDirectives(linesOf('undo'), 'undo of it');
      expect(back).toHaveLength(2);
      if (how !== 'both sides at once') {
        // The second wish comes when the first has been done, as after a crash between the two answers.
        for (const directive of back.slice(1)) await w.store.wish(of, directive);
        await w.sync();
        expect(w.store.archive.get(of)?.state).toBe('parked');
      }
      for (const directive of how === 'both sides at once' ? back : back.slice(0, 1)) await w.store.wish(of, directive);
      await w.sync();
      await w.settle();
      expect(names(w)).toEqual({ board: ['Beta', 'Corp'], tab: ['Beta', 'Corp'] });
      expect(w.store.archive.get(of)?.state).toBe('removed');
    },
  );
});
