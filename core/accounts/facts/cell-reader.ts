/**
 * Reads the cells of one record as plain facts. Boards and tabs look alike here; what stands in a cell and is no fact
 * becomes a note, and the fact is then as if the cell were empty.
 */
import type { ColumnRef } from '../../sync/ids.ts';
import { brandAs } from '../../sync/ids.ts';
import type { Cell, PersonRef, RawRecord } from '../../sync/record.ts';
import { EMPTY } from '../../sync/record.ts';
import { checkbox } from '../../values/checkbox.ts';
import { date as dateType } from '../../values/date.ts';
import type { IsoDate } from '../../values/dates.ts';
import { isIsoDate } from '../../values/dates.ts';
import { exact } from '../../values/decimal.ts';
import { readMoney } from '../../values/money.ts';
import { readDecimal } from '../../values/number.ts';
import type { ValueContext } from '../../values/value.ts';
import { cellText, isMoney, valid } from '../../values/value.ts';
import type { FactNote, FactSource, FactWhy } from './note.ts';

export interface CellReader {
  readonly notes: FactNote[];
  /** Always something: an empty cell where the column isn't set or isn't there. */
  cell(column: string): Cell;
  /** Trimmed text, a choice's label; empty when there is none. */
  label(column: string): string;
  /** Plain decimal text. */
  decimal(column: string): string | null;
  /** A three-letter code. */
  currency(column: string): string | null;
  /** Typed hours as whole minutes, never negative. */
  minutes(column: string): number | null;
  /** A day; of a range its first or last one. */
  day(column: string, end: 'first' | 'last'): IsoDate | null;
  ticked(column: string): boolean;
  /** Ids of people and teams as the hub has them; teams are `team:<id>`. */
  people(column: string): readonly PersonRef[];
  note(why: FactWhy, column: string | null, shown?: string): void;
}

/** More hours than this are no estimate. */
const MOST_HOURS = 100_000;

export function cellReader(source: FactSource, record: RawRecord, locale: string | null): CellReader {
  const context: ValueContext = { locale, people: [], labels: null, kinds: [null], related: new Map() };
  const notes: FactNote[] = [];
  const cell = (column: string): Cell => record.cells[brandAs<ColumnRef>(column)] ?? EMPTY;
  const note = (why: FactWhy, column: string | null, shown?: string): void => {
    notes.push({
      source,
      why,
      record: record.localId,
      name: record.name,
      column,
      shown: shown ?? (column === null ? '' : cellText(cell(column))),
    });
  };
  const decimal = (column: string): string | null => {
    const reading = readDecimal(cell(column), context);
    if (reading.kind === 'invalid') note(reading.why, column);
    return reading.kind === 'value' && typeof reading.value === 'string' ? reading.value : null;
  };
  const label = (column: string): string => {
    const found = cell(column);
    if (found.kind === 'error') note('error-value', column);
    if (found.kind === 'choice') return (found.labels[0] ?? '').trim();
    return found.kind === 'error' ? '' : cellText(found).trim();
  };
  return {
    notes,
    cell,
    note,
    label,
    decimal,
    currency(column) {
      const reading = readMoney(EMPTY, { kind: 'cell', cell: cell(column) }, context);
      if (reading.kind === 'invalid') note(reading.why, column);
      return reading.kind === 'value' && isMoney(reading.value) ? reading.value.currency : null;
    },
    minutes(column) {
      const hours = decimal(column);
      if (hours === null) return null;
      const amount = exact(hours);
      if (amount.isNegative() || amount.gt(MOST_HOURS)) {
        note(amount.isNegative() ? 'negative' : 'too-large', column);
        return null;
      }
      return amount.times(60).round().toNumber();
    },
    day(column, end) {
      const found = cell(column);
      const reading = found.kind === 'range' ? valid(end === 'first' ? found.from : found.to) : dateType.read(found, context);
      if (reading.kind === 'invalid') note(reading.why, column);
      if (reading.kind === 'invalid' || typeof reading.value !== 'string') return null;
      if (isIsoDate(reading.value)) return reading.value;
      note('not-a-date', column);
      return null;
    },
    ticked(column) {
      const reading = checkbox.read(cell(column), context);
      if (reading.kind === 'invalid') note(reading.why, column);
      return reading.kind === 'value' && reading.value === true;
    },
    people(column) {
      const found = cell(column);
      if (found.kind === 'people') return found.people;
      if (found.kind !== 'empty') note('unknown-person', column);
      return [];
    },
  };
}

/** Ids of single people; teams and people whom the hub doesn't know are left out. */
export const personIds = (people: readonly PersonRef[]): readonly string[] =>
  people.flatMap(({ id }) => (id === null || id.startsWith(TEAM) ? [] : [id]));

/** Names of teams, or their ids where the names aren't known. */
export const teamNames = (people: readonly PersonRef[]): readonly string[] =>
  people.flatMap(({ id, name }) => (id?.startsWith(TEAM) === true ? [name ?? id.slice(TEAM.length)] : []));

/** The form in which names are matched. */
export const foldName = (name: string): string => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

const TEAM = 'team:';
