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
