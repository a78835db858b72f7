/** What people do in the tab, through the Sheets API: each deed is one batch, as the grid sends it. */
import type { Cell as SheetCell } from '../../../sandbox/google/book/documents.ts';
import { stampOf } from '../oracle.ts';
import type { Deed, Field, Worksite } from './people.ts';
import { HEADERS, type Header, type Human, KEY, MAPPED, type SeenRow, shownOf } from './places.ts';

const headerOf = (field: Field): Header => field.toUpperCase() as Header;

export function tabDeeds({ site, words }: Worksite): readonly Deed[] {
  const { places, random, oracle, watcher, scheduler } = site;
  /** Rows that went, and how many columns the tab had then. */
  const bin: { readonly cells: readonly (SheetCell | null)[]; readonly width: number }[] = [];
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
    bin.push({ cells: row.doc.cells, width: width() });
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
    {
      weight: 2,
      name: 'empties a row',
      act: async (who) => {
        const row = pick();
        if (row === undefined) return false;
        lose(row);
        // What is seen is cleared; half of them select the whole row, hidden key and all.
        const parts = random.chance(0.5) ? [[0, width()] as const] : visible();
        return act(
          who,
          ...parts.map(([from, to]) => ({
            updateCells: { range: box(row.index, row.index + 1, from, to), fields: 'userEnteredValue' },
          })),
        );
      },
    },
    {
      weight: 3,
      name: 'brings a row back',
      act: async (who) => {
        const was = bin.pop();
        if (was === undefined || was.width !== width()) return false;
        const { cells } = was;
        const at = place();
        const values = cells.map((cell) => ({ userEnteredValue: enteredOf(cell) }));
        oracle.born(MAPPED.map((one) => stampOf(shownOf(cells[places.indexOf(one)]))).find((one) => one !== '') ?? '');
        return act(who, insertRow(at), {
          updateCells: { start: { sheetId, rowIndex: at, columnIndex: 0 }, rows: [{ values }], fields: 'userEnteredValue' },
        });
      },
    },
    { weight: 5, name: 'sorts with keys', act: sort(true) },
    { weight: 4, name: 'sorts without keys', act: sort(false) },
    {
      weight: 4,
      name: 'cuts a row and pastes it elsewhere',
      act: async (who) => {
        const row = pick();
        if (row === undefined) return false;
        const at = place();
        const from = row.index + (at <= row.index ? 1 : 0);
        const cuts = visible().map(([left, right]) => ({
          cutPaste: {
            source: box(from, from + 1, left, right),
            destination: { sheetId, rowIndex: at, columnIndex: left },
            pasteType: 'PASTE_NORMAL',
          },
        }));
        return act(who, insertRow(at), ...cuts, ...(random.chance(0.5) ? [deleteRow(from)] : []));
      },
    },
    {
      weight: 2,
      name: 'drags a row',
      act: async (who) => {
        const [row, at] = [pick(), place()];
        if (row === undefined || at === row.index || at === row.index + 1) return false;
        return act(who, { moveDimension: { source: rowsRange(row.index, row.index + 1), destinationIndex: at } });
      },
    },
    {
      weight: 4,
      name: 'copies a row',
      act: async (who) => {
        const row = pick();
        const from = row === undefined ? '' : stamp(row);
        if (row === undefined || from === '') return false;
        const at = place();
        const source = row.index + (at <= row.index ? 1 : 0);
        const parts = random.chance(0.7) ? [[0, width()] as const] : visible();
        const copies = parts.map(([left, right]) => ({
          copyPaste: { source: box(source, source + 1, left, right), destination: box(at, at + 1, left, right), pasteType: 'PASTE_NORMAL' },
        }));
        if (!random.chance(0.6)) {
          oracle.born(from);
          return act(who, insertRow(at), ...copies);
        }
        const to = words.stamp();
        oracle.copied(from, to);
        oracle.born(to);
        return act(who, insertRow(at), ...copies, typed(at, places.indexOf('NAME'), words.type('right', to, 'name', '')));
      },
    },
    {
      weight: 3,
      name: 'types a row cell by cell',
      act: async (who) => {
        const mark = words.stamp();
        const at = place();
        oracle.born(mark);
        const notes = words.type('right', mark, 'notes', '');
        await act(who, insertRow(at), typed(at, places.indexOf('NOTES'), notes));
        // The name comes last, wherever the row is by then; whoever lost or filled it meanwhile has it.
        scheduler.after(random.between(1_000, 60_000), `${who} types a name`, async () => {
          const row = places.records().find((one) => stamp(one) === mark && places.text(one, 'NOTES').trim() === notes);
          if (row === undefined || places.text(row, 'NAME') !== '') return;
          await act(who, typed(row.index, places.indexOf('NAME'), words.type('right', mark, 'name', '')));
        });
        return true;
      },
    },
    {
      weight: 4,
      name: 'pastes a block',
      act: async (who) => {
        const first = pick();
        if (first === undefined) return false;
        const rows = places.records().filter(({ index }) => index >= first.index && index < first.index + 3);
        const [left, right] = [places.indexOf('TAG'), places.indexOf('BUDGET')];
        if (right !== left + 1 || rows.some((row) => stamp(row) === '') || rows.some((row, n) => row.index !== first.index + n))
          return false;
        const lines = rows.map((row) => {
          const of = (field: Field): string => words.type('right', stamp(row), field, places.text(row, headerOf(field)));
          return `${of('tag')}\t${of('budget')}`;
        });
        return act(who, typed(first.index, left, lines.join('\n')));
      },
    },
    {
      weight: 3,
      name: 'types a word for money',
      act: async (who) => {
        const row = pick();
        if (row === undefined || stamp(row) === '') return false;
        const word = `${stamp(row)} tbd${random.between(1, 1_000_000)}`;
        oracle.typed('right', stamp(row), 'budget', word, places.text(row, 'BUDGET'));
        return act(who, typed(row.index, places.indexOf('BUDGET'), word));
      },
    },
    {
      weight: 3,
      name: 'puts a formula',
      act: async (who) => {
        const row = pick();
        if (row === undefined || stamp(row) === '') return false;
        const column = places.indexOf('BUDGET');
        if (random.chance(0.2)) {
          oracle.gone([places.text(row, 'BUDGET')]);
          return act(who, typed(row.index, column, '=1/0'));
        }
        // What a formula shows, nobody typed.
        oracle.gone([places.text(row, 'BUDGET')]);
        const sum = Number(words.value(stamp(row), 'budget'));
        return act(who, typed(row.index, column, `=${sum - 7}+7`));
      },
    },
    {
      weight: 2,
      name: 'retypes formats',
      act: async (who) => {
        const [row, header] = [pick(), random.pick(MAPPED) ?? 'NOTES'];
        const column = places.indexOf(header);
        const [from, to] = row === undefined || random.chance(0.3) ? [1, places.rowCount()] : [row.index, row.index + 1];
        const pattern = random.pick(['#,##0.00', '0', '#,##0 "EUR"']) ?? '0';
        const format = header === 'BUDGET' ? { numberFormat: { type: 'NUMBER', pattern } } : { textFormat: { bold: random.chance(0.5) } };
        return act(who, {
          repeatCell: {
            range: box(from, to, column, column + 1),
            cell: { userEnteredFormat: format },
            fields: header === 'BUDGET' ? 'userEnteredFormat.numberFormat' : 'userEnteredFormat.textFormat',
          },
        });
      },
    },
    {
      weight: 1,
      name: 'renames a column',
      act: async (who) => {
        const header = random.pick(MAPPED) ?? 'NOTES';
        return act(who, typed(0, places.indexOf(header), `${header} ${random.between(2, 9)}`));
      },
    },
    {
      weight: 1,
      name: 'inserts a column',
      act: async (who) => {
        if (width() > HEADERS.length + 4) return false;
        const at = random.between(0, width() - 1);
        return act(who, {
          insertDimension: {
            range: { sheetId, dimension: 'COLUMNS', startIndex: at, endIndex: at + 1 },
            inheritFromBefore: at > 0 && random.chance(0.5),
          },
        });
      },
    },
    { weight: 2, name: 'inserts a blank row', act: (who) => act(who, insertRow(place())) },
    {
      weight: 0.3,
      name: 'clears the tab',
      act: async (who) => {
        const rows = places.records();
        if (rows.length === 0) return false;
        for (const row of rows) lose(row);
        const parts = random.chance(0.5) ? [[0, width()] as const] : visible();
        return act(
          who,
          ...parts.map(([from, to]) => ({ updateCells: { range: box(1, places.rowCount(), from, to), fields: 'userEnteredValue' } })),
        );
      },
    },
  ];
}

function enteredOf(cell: SheetCell | null): object {
  if (cell?.f !== undefined) return { formulaValue: cell.f };
  if (typeof cell?.v === 'number') return { numberValue: cell.v };
  return cell?.v === undefined ? {} : { stringValue: String(cell.v) };
}
