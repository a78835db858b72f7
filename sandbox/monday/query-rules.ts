/** `query_params` of items_page: which items, in which order. */
import { cellOf, kindOf } from './columns/registry.ts';
import type { Core } from './core.ts';
import { invalidArgument, invalidColumn } from './http/errors.ts';
import type { BoardDoc, ItemDoc } from './state/model.ts';

export interface Rule {
  readonly column_id: string;
  readonly compare_value: unknown;
  readonly compare_attribute?: string | null;
  readonly operator?: string | null;
}

export interface RuleGroup {
  readonly rules?: readonly Rule[] | null;
  readonly groups?: readonly RuleGroup[] | null;
  readonly operator?: 'and' | 'or' | null;
}

export interface ItemsQuery extends RuleGroup {
  readonly ids?: readonly string[] | null;
  readonly order_by?: readonly { readonly column_id: string; readonly direction?: 'asc' | 'desc' | null }[] | null;
}

export interface ColumnQuery {
  readonly column_id: string;
  readonly column_values: readonly (string | null)[];
}

type Test = (item: ItemDoc) => boolean;

const IDS_MAX = 100;
const DAY_MS = 86_400_000;

/** The query's items out of the board's (already active ones in board order). `me` is the asker's monday user id. */
export function select(core: Core, board: BoardDoc, items: readonly ItemDoc[], query: ItemsQuery, me: string): readonly ItemDoc[] {
  if (query.ids && query.ids.length > IDS_MAX)
    throw invalidArgument(`query_params.ids: no more than ${IDS_MAX} ids`, { ids: query.ids.length });
  const wanted = query.ids ? new Set(query.ids) : undefined;
  const test = groupTest(core, board, query, me);
  const found = test || wanted ? items.filter((item) => (!wanted || wanted.has(item.id)) && (!test || test(item))) : items;
  return query.order_by && query.order_by.length > 0 ? ordered(core, board, found, query.order_by) : found;
}

/** items_page_by_column_values: the shown text of each named column is one of the values. */
export function selectByColumns(
  core: Core,
  board: BoardDoc,
  items: readonly ItemDoc[],
  columns: readonly ColumnQuery[],
): readonly ItemDoc[] {
  const tests = columns.map(({ column_id, column_values }): Test => {
    const wanted = new Set(column_values.map((value) => value ?? ''));
    const textOf = texts(core, board, column_id);
    return (item) => wanted.has(textOf(item));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function groupTest(core: Core, board: BoardDoc, group: RuleGroup, me: string): Test | undefined {
  const rules = (group.rules ?? []).map((rule) => ruleTest(core, board, rule, me));
  const inner = (group.groups ?? []).map((nested) => groupTest(core, board, nested, me)).filter((test) => test !== undefined);
  const tests = [...rules, ...inner];
  if (tests.length === 0) return undefined;
  return group.operator === 'or' ? (item) => tests.some((test) => test(item)) : (item) => tests.every((test) => test(item));
}

function ruleTest(core: Core, board: BoardDoc, rule: Rule, me: string): Test {
  const values = (Array.isArray(rule.compare_value) ? rule.compare_value : [rule.compare_value]).map((value) =>
    value === null || value === undefined ? '' : String(value),
  );
  const textOf = texts(core, board, rule.column_id);
  const lower = (item: ItemDoc): string => textOf(item).toLowerCase();
  const needle = (values[0] ?? '').toLowerCase();
  switch (rule.operator ?? 'any_of') {
    case 'any_of':
      return anyOf(core, board, rule.column_id, values, me);
    case 'not_any_of': {
      const test = anyOf(core, board, rule.column_id, values, me);
      return (item) => !test(item);
    }
    case 'is_empty':
      return isEmpty(board, rule.column_id);
    case 'is_not_empty': {
      const test = isEmpty(board, rule.column_id);
      return (item) => !test(item);
    }
    case 'contains_text':
      return (item) => lower(item).includes(needle);
    case 'not_contains_text':
      return (item) => !lower(item).includes(needle);
    case 'contains_terms':
      return (item) => values.flatMap((value) => value.toLowerCase().split(/\s+/)).every((term) => lower(item).includes(term));
    case 'starts_with':
      return (item) => lower(item).startsWith(needle);
    case 'ends_with':
      return (item) => lower(item).endsWith(needle);
    default:
      return compares(core, board, rule, values);
  }
}

function compares(core: Core, board: BoardDoc, rule: Rule, given: readonly string[]): Test {
  const rankOf = ranks(core, board, rule.column_id);
  const now = core.world.clock.now();
  const values = given.filter((value) => value !== 'EXACT').map((value) => dayWord(value, now) ?? value);
  const against = (item: ItemDoc, at: number): number | null => {
    const rank = rankOf(item);
    const value = values[at];
    if (rank === null || rank === '' || value === undefined) return null;
    if (typeof rank !== 'number') return rank < value.toLowerCase() ? -1 : rank > value.toLowerCase() ? 1 : 0;
    const number = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number(value);
    return Number.isNaN(number) ? null : Math.sign(rank - number);
  };
  const when =
    (fits: (sign: number) => boolean, at = 0): Test =>
    (item) => {
      const sign = against(item, at);
      return sign !== null && fits(sign);
    };
  switch (rule.operator) {
    case 'greater_than':
      return when((sign) => sign > 0);
    case 'greater_than_or_equals':
      return when((sign) => sign >= 0);
    case 'lower_than':
      return when((sign) => sign < 0);
    case 'lower_than_or_equal':
      return when((sign) => sign <= 0);
    case 'between': {
      const [low, high] = [when((sign) => sign >= 0), when((sign) => sign <= 0, 1)];
      return (item) => low(item) && high(item);
    }
    case 'within_the_next':
    case 'within_the_last':
      return within(core, board, rule, given, rule.operator === 'within_the_next' ? 1 : -1);
    default:
      throw invalidArgument(`unknown operator ${rule.operator}`, { operator: rule.operator });
  }
}

/** `compare_value: ["3", "days"]` (or weeks, months), counted from today. */
function within(core: Core, board: BoardDoc, rule: Rule, values: readonly string[], direction: 1 | -1): Test {
  const units: Record<string, number> = { day: 1, days: 1, week: 7, weeks: 7, month: 30, months: 30 };
  const count = Number(values.find((value) => /^\d+$/.test(value)));
  const unit = units[(values.find((value) => /[a-z]/i.test(value)) ?? 'days').toLowerCase()];
  if (!Number.isFinite(count) || unit === undefined) throw invalidArgument('invalid compare_value', { compare_value: rule.compare_value });
  const today = dayOf(core.world.clock.now());
  const edge = dayOf(core.world.clock.now() + direction * count * unit * DAY_MS);
  const [from, to] = direction === 1 ? [today, edge] : [edge, today];
  const rankOf = ranks(core, board, rule.column_id);
  return (item) => {
    const rank = rankOf(item);
    const day = typeof rank === 'number' ? dayOf(rank) : (rank ?? '').slice(0, 10);
    return day !== '' && day >= from && day <= to;
  };
}

function anyOf(core: Core, board: BoardDoc, columnId: string, given: readonly string[], me: string): Test {
  const now = core.world.clock.now();
  const values = new Set(given.map((value) => (value === 'assigned_to_me' ? `person-${me}` : (dayWord(value, now) ?? value))));
  if (columnId === 'group') return (item) => values.has(item.groupId);
  if (columnId === 'name') return (item) => values.has(item.name);
  if (columnId === '__last_updated__' || columnId === '__creation_log__') {
    return (item) => values.has(dayOf(columnId === '__last_updated__' ? item.updatedAt : item.createdAt));
  }
  const column = columnIn(board, columnId);
  const { terms, text } = kindOf(column.type);
  return (item) => {
    const cell = cellOf(board, item, column);
    return terms ? terms(cell, core).some((term) => values.has(term)) : values.has(text(cell, core) ?? '');
  };
}

function isEmpty(board: BoardDoc, columnId: string): Test {
  if (columnId === 'name') return (item) => item.name === '';
  const column = columnIn(board, columnId);
  return (item) => item.values[column.id] === undefined;
}

/** The text that the column shows of an item. */
export function texts(core: Core, board: BoardDoc, columnId: string): (item: ItemDoc) => string {
  if (columnId === 'name') return (item) => item.name;
  const column = columnIn(board, columnId);
  const kind = kindOf(column.type);
  return (item) => kind.text(cellOf(board, item, column), core) ?? '';
}

/** What rules compare and sort an item by in the column; null: nothing. */
export function ranks(core: Core, board: BoardDoc, columnId: string): (item: ItemDoc) => number | string | null {
  if (columnId === 'name') return (item) => item.name.toLowerCase();
  if (columnId === '__last_updated__') return (item) => item.updatedAt;
  if (columnId === '__creation_log__') return (item) => item.createdAt;
  const column = columnIn(board, columnId);
  const kind = kindOf(column.type);
  return (item) => {
    const cell = cellOf(board, item, column);
    return kind.rank ? kind.rank(cell, core) : kind.text(cell, core)?.toLowerCase() || null;
  };
}

function ordered(core: Core, board: BoardDoc, items: readonly ItemDoc[], by: NonNullable<ItemsQuery['order_by']>): readonly ItemDoc[] {
  const keys = by.map(({ column_id, direction }) => ({ rankOf: ranks(core, board, column_id), sign: direction === 'desc' ? -1 : 1 }));
  const rows = items.map((item) => ({ item, ranks: keys.map(({ rankOf }) => rankOf(item)) }));
  rows.sort((a, b) => {
    for (const [at, { sign }] of keys.entries()) {
      const order = compareRanks(a.ranks[at] ?? null, b.ranks[at] ?? null, sign);
      if (order !== 0) return order;
    }
    return 0;
  });
  return rows.map(({ item }) => item);
}

/** Empty cells come last, whichever way it is sorted. */
function compareRanks(a: number | string | null, b: number | string | null, sign: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * sign;
}

function columnIn(board: BoardDoc, id: string): BoardDoc['columns'][number] {
  const column = board.columns.find((known) => known.id === id);
  if (!column) throw invalidColumn(id);
  return column;
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function dayWord(value: string, now: number): string | undefined {
  const shift = { TODAY: 0, TOMORROW: 1, YESTERDAY: -1 }[value];
  return shift === undefined ? undefined : dayOf(now + shift * DAY_MS);
}
