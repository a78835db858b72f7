import { expect, test } from 'vitest';
import { undoDirectives } from '../../../core/sync/decide/undo.ts';

const line = { side: 'right' as const, kind: 'update' as const, field: 'notes' };

test('[U3] several writes of a field are taken back to before the first of them, while the last still stands', () => {
  const [wish] = undoDirectives(
    [
      { ...line, before: 'b', after: 'c' },
      { ...line, before: 'a', after: 'b' },
    ],
    'run',
  );
  expect(wish).toMatchObject({ kind: 'set', field: 'notes', value: 'a', expect: 'c' });
});

test('[U4] what emptied a field still stands when the field is empty', () => {
  const [wish] = undoDirectives(
    [
      { ...line, before: 'b', after: null },
      { ...line, before: 'a', after: 'b' },
    ],
    'run',
  );
  expect(wish).toMatchObject({ kind: 'set', value: 'a', expect: null });
});

test('[U3] fields go back each by themselves; lines of no field say nothing', () => {
  const wishes = undoDirectives(
    [
      { ...line, field: 'budget', before: null, after: 'x' },
      { ...line, field: null, before: 'lost', after: 'x' },
      { ...line, before: 'a', after: 'b' },
    ],
    'run',
  );
  expect(wishes).toEqual([
    { id: '', kind: 'set', field: 'budget', value: null, expect: 'x', why: 'undo', run: 'run' },
    { id: '', kind: 'set', field: 'notes', value: 'a', expect: 'b', why: 'undo', run: 'run' },
  ]);
});

test('[U6] a record that was made, and written since, leaves where it was made', () => {
  const made = { side: 'right' as const, kind: 'create' as const, field: null, before: null, after: { notes: 'a' } };
  const wish = [{ id: '', kind: 'uncreate', side: 'right', run: 'run' }];
  expect(undoDirectives([made], 'run')).toEqual(wish);
  expect(undoDirectives([{ ...line, before: 'a', after: 'b' }, made], 'run')).toEqual(wish);
});

test('[U7] a record that was removed comes back with what the removal took, also where it had been made anew before', () => {
  const removed = { side: 'left' as const, kind: 'remove' as const, field: null, before: { notes: 'a' }, after: null };
  const made = { side: 'left' as const, kind: 'create' as const, field: null, before: null, after: { notes: 'b' } };
  const wish = [{ id: '', kind: 'recreate', side: 'left', fields: { notes: 'a' }, run: 'run' }];
  expect(undoDirectives([removed], 'run')).toEqual(wish);
  // Made again since with another value: it is there, and the field goes back.
  expect(undoDirectives([made, removed], 'run')).toMatchObject([{ kind: 'set', field: 'notes', value: 'a', expect: 'b' }]);
  expect(undoDirectives([{ ...made, after: { notes: 'a' } }, removed], 'run')).toEqual([]);
});

test('[U7] a record that was written and then removed comes back as it was before both', () => {
  const removed = { side: 'right' as const, kind: 'remove' as const, field: null, before: { name: 'n', notes: 'c' }, after: null };
  const lines = [removed, { ...line, before: 'b', after: 'c' }, { ...line, side: 'left' as const, before: 'a', after: 'b' }];
  expect(undoDirectives(lines, 'run')).toEqual([
    { id: '', kind: 'recreate', side: 'right', fields: { name: 'n', notes: 'a' }, run: 'run' },
  ]);
  // Brought back since: what it says now has to stand still.
  const back = { side: 'right' as const, kind: 'create' as const, field: null, before: null, after: { name: 'n', notes: 'c' } };
  expect(undoDirectives([back, ...lines], 'run')).toMatchObject([{ kind: 'set', field: 'notes', value: 'a', expect: 'c' }]);
  expect(undoDirectives([{ ...line, before: 'c', after: 'd' }, back, ...lines], 'run')).toMatchObject([{ value: 'a', expect: 'd' }]);
});

test('[U6] of a record that was made and removed since nothing is left to undo; who asks for that record wants it back', () => {
  const made = { side: 'right' as const, kind: 'create' as const, field: null, before: null, after: { notes: 'a' } };
  const removed = { side: 'right' as const, kind: 'remove' as const, field: null, before: { notes: 'b' }, after: null };
  expect(undoDirectives([removed, made], 'run')).toEqual([]);
  expect(undoDirectives([removed, made], 'run', 'record')).toMatchObject([{ kind: 'recreate', side: 'right', fields: { notes: 'b' } }]);
});

test('[U6] a record that an undo made on both sides leaves both', () => {
  const made = { kind: 'create' as const, field: null, before: null, after: { notes: 'a' } };
  const wishes = undoDirectives(
    [
      { ...made, side: 'right' },
      { ...made, side: 'left' },
    ],
    'run',
  );
  expect(wishes.map((one) => [one.kind, 'side' in one ? one.side : null])).toEqual([
    ['uncreate', 'left'],
    ['uncreate', 'right'],
  ]);
});

test('[U3] where nothing was written there is nothing to undo; what was written before a record was made anew goes back by field', () => {
  expect(undoDirectives([], 'run')).toEqual([]);
  const made = { side: 'left' as const, kind: 'create' as const, field: null, before: null, after: { notes: 'b' } };
  expect(undoDirectives([made, { ...line, before: 'a', after: 'b' }], 'run')).toMatchObject([{ kind: 'set', value: 'a', expect: 'b' }]);
});
