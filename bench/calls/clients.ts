/** A board and a tab of many clients with eight fields each, made by counting, so that every run measures the same. */
import type { MadeBoard } from '../../test/e2e/makings.ts';
import { fillBoard, makeBoard, makeSheet } from '../../test/e2e/makings.ts';
import type { Stage } from '../../test/e2e/stage.ts';

const COLUMNS = {
  Stage: 'status',
  Tier: 'dropdown',
  Budget: 'numbers',
  Hours: 'numbers',
  Start: 'date',
  Notes: 'text',
  Currency: 'text',
} as const;
const HEADERS = ['Client', 'Stage', 'Tier', 'Budget', 'Hours', 'Start', 'Notes', 'Currency'] as const;

export const nameOf = (n: number): string => `Client ${String(n + 1).padStart(5, '0')} and partners`;
const dayOf = (n: number): string => `2026-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`;
const stageOf = (n: number): string => (n % 2 === 0 ? 'Done' : 'Stuck');
const tierOf = (n: number): string => ['A', 'B', 'C'][n % 3] ?? '';
const currencyOf = (n: number): string => ['EUR', 'GBP', 'USD'][n % 3] ?? '';
const notesOf = (n: number): string => `Met at the fair in ${2000 + (n % 26)}`;

/** A board with so many clients on it. */
export async function boardOf(stage: Stage, count: number, title: string): Promise<MadeBoard> {
  const board = await makeBoard(stage, title, COLUMNS);
  const of = (column: keyof typeof COLUMNS): string => board.columns[column] ?? '';
  // Labels of a dropdown are made with the first item that bears them; an empty board has them, too.
  const first = Array.from({ length: 3 }, (_, n) => n);
  for (const n of first) {
    const made = await stage.people.monday<{ create_item: { id: string } }>(
      ONE,
      { b: board.id, n: nameOf(n), v: JSON.stringify(valuesOf(n, of)) },
      'irina',
    );
    if (count <= n)
      await stage.people.monday('mutation ($i: ID!) { delete_item(item_id: $i) { id } }', { i: made.create_item.id }, 'irina');
  }
  const rest = Array.from({ length: Math.max(0, count - first.length) }, (_, n) => n + first.length);
  await fillBoard(
    stage,
    board.id,
    rest.map((n) => ({ name: nameOf(n), values: valuesOf(n, of) })),
  );
  return board;
}

const ONE =
  'mutation ($b: ID!, $n: String!, $v: JSON) { create_item(board_id: $b, item_name: $n, column_values: $v, create_labels_if_missing: true) { id } }';

function valuesOf(n: number, of: (column: keyof typeof COLUMNS) => string): object {
  return {
    [of('Stage')]: { label: stageOf(n) },
    [of('Tier')]: { labels: [tierOf(n)] },
    [of('Budget')]: String(1000 + (n % 9000)),
    [of('Hours')]: String((n % 60) + 1),
    [of('Start')]: { date: dayOf(n) },
    [of('Notes')]: notesOf(n),
    [of('Currency')]: currencyOf(n),
  };
}

/** A spreadsheet of one tab with so many clients in it; none: an empty tab. */
export function sheetOf(stage: Stage, count: number, title: string): Promise<string> {
  const rows = Array.from({ length: count }, (_, n) => [
    nameOf(n),
    stageOf(n),
    tierOf(n),
    1000 + (n % 9000),
    (n % 60) + 1,
    dayOf(n),
    notesOf(n),
    currencyOf(n),
  ]);
  return makeSheet(stage, title, count === 0 ? [] : [[...HEADERS], ...rows]);
}

/** The pair of a board and the tab `Sheet`, every field both ways. */
export function pairOf(board: MadeBoard, spreadsheet: string): object {
  const of = (column: keyof typeof COLUMNS): string => board.columns[column] ?? '';
  const field = (left: string, right: string, type: string, more: object = {}) => ({
    left,
    right,
    type,
    direction: 'two-way',
    policy: 'left',
    ...more,
  });
  return {
    left: { monday: { board: board.id } },
    right: { sheet: { spreadsheet, tab: 'Sheet' } },
    fields: [
      field('name', 'Client', 'text'),
      field(of('Stage'), 'Stage', 'choice', { create: true }),
      field(of('Tier'), 'Tier', 'choice', { create: true }),
      field(of('Budget'), 'Budget', 'number', { policy: 'right' }),
      field(of('Hours'), 'Hours', 'number'),
      field(of('Start'), 'Start', 'date'),
      field(of('Notes'), 'Notes', 'text'),
      field(of('Currency'), 'Currency', 'text'),
    ],
    key: 'name',
    start: 'now',
  };
}
