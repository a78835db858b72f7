/**
 * Whether the texts of a filter mean anything in the fields that they are asked of: a text that no record can show is
 * refused at once, instead of leaving records out, or letting them in, without a word.
 */
import { readRuleText } from '../../core/sync/decide/filter.ts';
import type { FieldMapping, PairSettings, Side } from '../../core/sync/mapping.ts';
import type { Column } from '../../core/sync/record.ts';
import type { ReplicaRow } from '../../core/sync/store.ts';
import type { Person, ValueContext } from '../../core/values/value.ts';
import { Problem } from '../problems.ts';

/** What is known of a side. `columns` null: nothing of them. `locale` undefined: people type there, who knows in which. */
export interface FilterEnd {
  readonly columns: readonly Column[] | null;
  readonly locale: string | null | undefined;
}

type FilterEnds = Readonly<Record<Side, FilterEnd>>;

/** An end as it was found or is stored; of a spreadsheet that was never read nobody knows the locale. */
export const filterEnd = (
  end: Pick<ReplicaRow, 'locator'> & Pick<FilterEnd, 'columns'> & Partial<Pick<ReplicaRow, 'locale'>>,
): FilterEnd => ({
  columns: end.columns,
  locale: end.locale?.locale ?? (end.locator.vendor === 'google' ? undefined : null),
});

/** @throws Problem `filter-not-a-label`, `filter-not-a-person`, `filter-unreadable`, with the text and what to write instead. */
export function checkFilter(settings: PairSettings, ends: FilterEnds, people: readonly Person[]): void {
  for (const side of ['left', 'right'] as const) {
    for (const rule of settings.filter[side]) {
      const field = settings.fields.find((one) => one.left === rule.field);
      if (field === undefined) continue;
      for (const text of rule.any) checkText(field, side, text, ends, people);
    }
  }
}

/** Rules that a change of the mapping gives another meaning, and all of a filter that is changed itself. */
export function changedRules(before: PairSettings, after: PairSettings): PairSettings {
  const said = (settings: PairSettings, left: string): string => JSON.stringify(settings.fields.find((one) => one.left === left) ?? null);
  const isNew = (side: Side, rule: PairSettings['filter'][Side][number]): boolean =>
    said(before, rule.field) !== said(after, rule.field) ||
    !before.filter[side].some((one) => JSON.stringify(one) === JSON.stringify(rule));
  const { left, right } = after.filter;
  return { ...after, filter: { left: left.filter((one) => isNew('left', one)), right: right.filter((one) => isNew('right', one)) } };
}

function checkText(field: FieldMapping, side: Side, text: string, ends: FilterEnds, people: readonly Person[]): void {
  const tried = localesOf(ends[side]).map((locale) => {
    const context = (one: Side) => (of: FieldMapping) => contextOf(of, one, ends[one], locale, people);
    return readRuleText(field, side, text, { left: context('left'), right: context('right') });
  });
  const [first] = tried;
  if (first?.kind !== 'invalid' || tried.some((one) => one.kind === 'value')) return;
  const data = { column: field.left, text, type: field.type };
  switch (first.why) {
    case 'unknown-label':
      throw new Problem('filter-not-a-label', 422, { ...data, has: labelsOf(field, side, ends).join(', ') }, 'filter');
    case 'unknown-person':
      // Before the hub has told its people nobody is known.
      if (people.length === 0) return;
      throw new Problem('filter-not-a-person', 422, data, 'filter');
    case 'ambiguous-person':
      throw new Problem('filter-not-a-person', 422, data, 'filter');
    default:
      throw new Problem('filter-unreadable', 422, { ...data, example: EXAMPLES[field.type] ?? '' }, 'filter');
  }
}

/** Where the locale isn't known, what one of them could read is let through: the run will know. */
const localesOf = ({ locale }: FilterEnd): readonly (string | null)[] =>
  locale === undefined ? [null, 'en-US', 'de-DE', 'en-IN'] : [locale];

const contextOf = (field: FieldMapping, side: Side, end: FilterEnd, locale: string | null, people: readonly Person[]): ValueContext => ({
  locale,
  people,
  labels: columnLabels(field, side, end),
  kinds: [],
  related: new Map(),
});

const columnLabels = (field: FieldMapping, side: Side, { columns }: FilterEnd): readonly string[] | null =>
  columns?.find((one) => one.ref === field[side])?.labels ?? null;

/** What may be asked for instead: canonical labels where there is a map, else the column's. */
const labelsOf = (field: FieldMapping, side: Side, ends: FilterEnds): readonly string[] =>
  field.map === null ? (columnLabels(field, side, ends[side]) ?? columnLabels(field, 'left', ends.left) ?? []) : Object.keys(field.map);

/** Read alike in every locale. */
const EXAMPLES: Readonly<Partial<Record<FieldMapping['type'], string>>> = {
  number: '1234.50',
  money: '1234.50 EUR',
  date: '2026-03-31',
  dateRange: '2026-03-01 – 2026-03-31',
  checkbox: 'yes',
  link: 'https://example.com',
};
