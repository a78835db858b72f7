/** What people do to cells and columns of the tab, through the Sheets API: each deed is one batch, as the grid sends it. */
import type { Deed, Field, Worksite } from './people.ts';
import { HEADERS, type Human, MAPPED } from './places.ts';
import { headerOf, tabHands } from './tab-hands.ts';

export function tabDeeds({ site, words }: Worksite): readonly Deed[] {
  const { places, random, oracle } = site;
  const { sheetId } = places;
  const { width, pick, stamp, act, box, typed, cellAt } = tabHands({ site });
  const entry = (field: Field, text: string): string => {
    if (field === 'budget' && random.chance(0.3)) return `${Number(text).toLocaleString('en-US')}.00`;
    return field !== 'name' && field !== 'budget' && random.chance(0.2) ? ` ${text} ` : text;
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
  ];
}
