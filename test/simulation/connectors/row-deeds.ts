/** What people do to whole rows of the tab, through the Sheets API: each deed is one batch, as the grid sends it. */
import type { Cell as SheetCell } from '../../../sandbox/google/book/documents.ts';
import { stampOf } from '../seen.ts';
import type { Deed, Worksite } from './people.ts';
import { HEADERS, type Human, MAPPED, type SeenRow, shownOf } from './places.ts';
import { headerOf, tabHands } from './tab-hands.ts';

export function rowDeeds({ site, words }: Worksite): readonly Deed[] {
  const { places, random, oracle, scheduler } = site;
  const { sheetId } = places;
  const { width, pick, stamp, act, rowsRange, insertRow, deleteRow, box, typed, cellAt, place, visible } = tabHands({ site });
  /** Rows that went, and how many columns the tab had then. */
  const bin: { readonly cells: readonly (SheetCell | null)[]; readonly width: number }[] = [];
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
  const sort = (withKeys: boolean) => async (who: Human) => {
    const last = places.records().at(-1)?.index ?? 0;
    if (last < 2) return false;
    const [from, to] = withKeys ? [0, width()] : (visible()[0] ?? [0, 1]);
    const column = places.indexOf(headerOf(words.field()));
    if (column >= to) return false;
    const sortSpecs = [{ dimensionIndex: column, sortOrder: random.chance(0.5) ? 'ASCENDING' : 'DESCENDING' }];
    return act(who, { sortRange: { range: box(1, last + 1, from, to), sortSpecs } });
  };
  return [
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
        const shown = MAPPED.map((header) => places.text(row, header));
        if (!random.chance(0.6)) {
          oracle.copied(from, from, shown);
          oracle.born(from);
          return act(who, insertRow(at), ...copies);
        }
        const to = words.stamp();
        oracle.copied(from, to, shown);
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
