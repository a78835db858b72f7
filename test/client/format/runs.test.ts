import { expect, it } from 'vitest';
import { changesByRun } from '../../../client/format/runs.ts';
import type { JournalView } from '../../../core/protocol/api.ts';

function line(id: string, run: string, at: string): JournalView {
  return { id, run, at, who: 'Ann', why: 'edited', side: 'right', kind: 'update', record: { key: 'k', name: 'Client' } };
}

it('gathers lines by run, newest run first, also when lines come out of order', () => {
  const lines = [line('1', 'a', '2026-11-25T09:00:00Z'), line('3', 'b', '2026-11-25T09:02:00Z'), line('2', 'a', '2026-11-25T09:01:00Z')];
  const runs = changesByRun(lines);
  expect(runs.map(({ run, at }) => [run, at])).toEqual([
    ['b', '2026-11-25T09:02:00Z'],
    ['a', '2026-11-25T09:01:00Z'],
  ]);
  expect(runs[1]?.changes.map(({ id }) => id)).toEqual(['2', '1']);
});
