/** What people do in the tab, through the Sheets API: each deed is one batch, as the grid sends it. */
import type { Cell as SheetCell } from '../../../sandbox/google/book/documents.ts';
import { stampOf } from '../oracle.ts';
import type { Deed, Field, Worksite } from './people.ts';
import { HEADERS, type Header, type Human, KEY, MAPPED, type SeenRow } from './places.ts';

const headerOf = (field: Field): Header => field.toUpperCase() as Header;

export function tabDeeds({ site, words }: Worksite): readonly Deed[] {
  const { places, random, oracle, watcher } = site;
  const bin: (readonly (SheetCell | null)[])[] = [];
  const { sheetId } = places;
  const width = (): number => places.tab().columns.length;
  const pick = (): SeenRow | undefined => random.pick(places.records());
  /** The record whose words stand in the row. */
  const stamp = (row: SeenRow): string => MAPPED.map((one) => stampOf(places.text(row, one))).find((one) => one !== '') ?? '';
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
  const entry = (field: Field, text: string): string => {
    if (field === 'budget' && random.chance(0.3)) return `${Number(text).toLocaleString('en-US')}.00`;
    return field !== 'name' && field !== 'budget' && random.chance(0.2) ? ` ${text} ` : text;
  };
  const cellsFor = (row: number, values: readonly (string | number)[]): object[] =>
    HEADERS.map((header, n) => {
      const value = values[n] ?? '';
      return cellAt(row, places.indexOf(header), {
        userEnteredValue: typeof value === 'number' ? { numberValue: value } : { stringValue: value },
      });
    });
  const lose = (row: SeenRow): void => {
    oracle.gone(MAPPED.map((one) => places.text(row, one)));
    oracle.deleted('right', stamp(row));
    bin.push(row.doc.cells);
  };
  /** Columns that a person sees stop before the hidden key. */
  const visible = (): readonly (readonly [number, number])[] => {
    const key = places.indexOf(KEY);
    return [[0, key] as const, [key + 1, width()] as const].filter(([from, to]) => to > from);
  };
  const sort = (withKeys: boolean) => async (who: Human) => {
    const last = places.records().at(-1)?.index ?? 0;
    if (last < 2) return false;
    const [from, to] = withKeys ? [0, width()] : (visible()[0] ?? [0, 1]);
    const column = places.indexOf(headerOf(words.field()));
    if (column >= to) return false;
    const sortSpecs = [{ dimensionIndex: column, sortOrder: random.chance(0.5) ? 'ASCENDING' : 'DESCENDING' }];
    return act(who, { sortRange: { range: box(1, last + 1, from, to), sortSpecs } });
  };
  const edit = async (who: Human): Promise<boolean> => {
    const row = pick();
    if (row === undefined || stamp(row) === '') return false;
    const field = words.field();
    const header = headerOf(field);
    const text = words.type('right', stamp(row), field, places.text(row, header));
    return act(who, typed(row.index, places.indexOf(header), entry(field, text)));
  };
  return [
    { weight: 60, name: 'edits a row', act: edit },
    {
      weight: 6,
      name: 'clears a cell',
      act: async (who) => {
        const [row, field] = [pick(), words.field()];
        if (row === undefined || field === 'name') return false;
        oracle.gone([places.text(row, headerOf(field))]);
        return act(who, cellAt(row.index, places.indexOf(headerOf(field)), {}));
      },
    },
    {
      weight: 7,
      name: 'makes a row',
      act: async (who) => {
        const mark = words.stamp();
        const at = place();
        return act(who, insertRow(at), ...cellsFor(at, words.row(mark, words.values(mark))));
      },
    },
    {
      weight: 6,
      name: 'deletes a row',
      act: async (who) => {
        const row = pick();
        if (row === undefined) return false;
        lose(row);
        return act(who, deleteRow(row.index));
      },
    },
    { weight: 5, name: 'sorts with keys', act: sort(true) },
  ];
}
