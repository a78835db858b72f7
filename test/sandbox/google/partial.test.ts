/** Fault F53: Google says that all was written, and some rows stay as they were. On demand here, by a named fault. */
import { expect, it } from 'vitest';
import type { FaultSpec } from '../../../sandbox/world/fault-spec.ts';
import { createFaults } from '../../../sandbox/world/faults.ts';
import { manualTime } from '../world/manual-time.ts';
import { createTestWorld, TestGoogle } from './world.ts';

type Asked = Pick<FaultSpec, 'match' | 'after' | 'times' | 'p' | 'seed'>;

/** A sheet of three rows, and the fault. */
async function faulty(spec: Asked) {
  const faults = createFaults(manualTime().timers);
  const google = new TestGoogle({ ...createTestWorld(), failsPartially: faults.failsPartially });
  const root = await google.sheet([['a'], ['b'], ['c']]);
  faults.add({ service: 'sheets', kind: 'partial', ...spec });
  const column = async () => (await google.values(root, 'A1:A9')).map(([cell]) => cell ?? '');
  return { google, root, column };
}

const update = (...texts: string[]) => ({
  updateCells: {
    start: { sheetId: 0, rowIndex: 0, columnIndex: 0 },
    fields: 'userEnteredValue',
    rows: texts.map((stringValue) => ({ values: [{ userEnteredValue: { stringValue } }] })),
  },
});

it('rows of updateCells, all but the first', async () => {
  const { google, root, column } = await faulty({ match: { operation: 'updateCells' }, after: 1 });
  expect(await google.batch(root, [update('x', 'y', 'z')])).toEqual({ spreadsheetId: root.split('/')[3], replies: [{}] });
  expect(await column()).toEqual(['x', 'b', 'c']);
});

it('rows of values, counted as written', async () => {
  const { google, root, column } = await faulty({ match: { operation: 'values.update', caller: 'anna' }, times: 2 });
  const values = { values: [['x'], ['y'], ['z']] };
  const answer = await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, values);
  expect(answer).toMatchObject({ updatedRange: 'Sheet1!A1:A3', updatedRows: 3, updatedCells: 3 });
  expect(await column()).toEqual(['a', 'b', 'z']);
});

it('rows that are added', async () => {
  const { google, root, column } = await faulty({ match: { operation: 'appendCells' }, times: 1 });
  const { rows } = update('x', 'y').updateCells;
  await google.batch(root, [{ appendCells: { sheetId: 0, fields: 'userEnteredValue', rows } }]);
  expect(await column()).toEqual(['a', 'b', 'c', '', 'y']);
});

it('of one tab, of one caller, or none', async () => {
  const { google, root, column } = await faulty({ match: { operation: 'Other.updateCells' } });
  await google.batch(root, [update('x', 'y', 'z')]);
  expect(await column()).toEqual(['x', 'y', 'z']);
  const other = await faulty({ match: { operation: 'Sheet1.updateCells', caller: 'app' } });
  await other.google.batch(other.root, [update('x', 'y', 'z')]);
  expect(await other.column()).toEqual(['x', 'y', 'z']);
  await other.google.batch(other.root, [update('1', '2', '3')], 'app-anna');
  expect(await other.column()).toEqual(['x', 'y', 'z']);
});

it('the same ones from the same seed', async () => {
  const written = async (seed: number) => {
    const { google, root } = await faulty({ p: 0.5, seed });
    await google.batch(root, [update(...Array.from({ length: 40 }, () => 'w'))]);
    return (await google.values(root, 'A1:A40')).map(([cell]) => cell === 'w');
  };
  const first = await written(1);
  expect(new Set(first)).toEqual(new Set([true, false]));
  expect(await written(1)).toEqual(first);
  expect(await written(2)).not.toEqual(first);
});
