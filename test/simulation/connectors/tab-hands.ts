/** How people reach into the tab: what they see of it, and the requests that the grid makes of what they do. */
import { stampOf } from '../seen.ts';
import type { Field, Worksite } from './people.ts';
import { type Header, type Human, KEY, MAPPED, type SeenRow } from './places.ts';

export const headerOf = (field: Field): Header => field.toUpperCase() as Header;

export function tabHands({ site }: Pick<Worksite, 'site'>) {
  const { places, random, watcher } = site;
  const { sheetId } = places;
  const width = (): number => places.tab().columns.length;
  const pick = (): SeenRow | undefined => random.pick(places.records());
  /** The record whose words stand in the row; a write of ours that met the wrong row doesn't make it another's. */
  const stamp = (row: SeenRow): string =>
    MAPPED.map((one) => [one, places.text(row, one)] as const)
      .filter(([one, words]) => !watcher.isAstray(one, words))
      .map(([, words]) => stampOf(words))
      .find((one) => one !== '') ?? '';
  const act = async (who: Human, ...requests: readonly object[]): Promise<true> => {
    await places.inTab(who, ...requests);
    watcher.tab('person');
    return true;
  };
  const rowsRange = (from: number, to: number) => ({ sheetId, dimension: 'ROWS', startIndex: from, endIndex: to });
  const insertRow = (at: number) => ({ insertDimension: { range: rowsRange(at, at + 1), inheritFromBefore: at > 1 } });
  const deleteRow = (at: number) => ({ deleteDimension: { range: rowsRange(at, at + 1) } });
  const box = (from: number, to: number, left: number, right: number) => ({
    sheetId,
    startRowIndex: from,
    endRowIndex: to,
    startColumnIndex: left,
    endColumnIndex: right,
  });
  const typed = (row: number, column: number, text: string) => ({
    pasteData: { coordinate: { sheetId, rowIndex: row, columnIndex: column }, data: text, delimiter: '\t', type: 'PASTE_NORMAL' },
  });
  const cellAt = (row: number, column: number, value: object, fields = 'userEnteredValue') => ({
    updateCells: { start: { sheetId, rowIndex: row, columnIndex: column }, rows: [{ values: [value] }], fields },
  });
  /** Rows from the first below the header to one past the last that holds a record. */
  const place = (): number => random.between(1, Math.max(1, (places.records().at(-1)?.index ?? 0) + 1));
  /** Columns that a person sees stop before the hidden key. */
  const visible = (): readonly (readonly [number, number])[] => {
    const key = places.indexOf(KEY);
    return [[0, key] as const, [key + 1, width()] as const].filter(([from, to]) => to > from);
  };
  return { width, pick, stamp, act, rowsRange, insertRow, deleteRow, box, typed, cellAt, place, visible };
}
