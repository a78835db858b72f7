import type { ColumnDoc, Settings } from '../state/model.ts';
import { badValue, type ColumnKind, isObject, type Site, stored } from './kind.ts';

interface Option {
  readonly id: number;
  readonly name: string;
}

export const dropdown: ColumnKind = {
  type: 'dropdown',
  typename: 'DropdownValue',
  idPrefix: 'dropdown',
  eventType: 'dropdown',
  settings: settingsFrom,
  newSettings: (settings) => ({
    type: 'dropdown',
    labels: optionsOf(settings).map(({ id, name }) => ({ id, label: name, is_deactivated: false })),
    ...(settings.limit_select === undefined ? {} : { limit_select: settings.limit_select }),
  }),
  write: (input, site) => {
    if (!isObject(input)) throw badValue(site, input);
    if (Array.isArray(input.labels))
      return kept(
        input.labels.map((label) => byLabel(label, site, input)),
        site,
      );
    if (Array.isArray(input.ids))
      return kept(
        input.ids.map((id) => byId(id, site, input)),
        site,
      );
    throw badValue(site, input);
  },
  writeText: (input, site) => {
    const parts = input
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const known = optionsOf(site.column.settings);
    return kept(
      parts.map(
        (part) =>
          known.find(({ name }) => name === part)?.id ?? known.find(({ id }) => String(id) === part)?.id ?? byLabel(part, site, input),
      ),
      site,
    );
  },
  text: (cell) =>
    cell.stored === undefined
      ? null
      : chosen(cell.stored, cell.column)
          .map(({ name }) => name)
          .join(', '),
  event: (value, column) => ({ chosenValues: chosen(value, column) }),
  fields: { values: (cell) => chosen(cell.stored, cell.column).map(({ id, name }) => ({ id: String(id), label: name })) },
  terms: (cell) => (cell.stored === undefined ? [''] : idsIn(stored(cell)).map(String)),
};

const optionsOf = (settings: Settings): Option[] => (Array.isArray(settings.labels) ? (settings.labels as Option[]) : []);

/** Both forms: `{settings: {labels: [{id, name}]}}`, and since API 2025-10 `{labels: [{label}]}`. */
function settingsFrom(defaults: Record<string, unknown>): Settings {
  const list = Array.isArray(defaults.labels) ? defaults.labels : [];
  const options: Option[] = [];
  for (const entry of list) {
    const name = typeof entry === 'string' ? entry : isObject(entry) ? String(entry.name ?? entry.label ?? '') : '';
    const id = isObject(entry) && typeof entry.id === 'number' ? entry.id : options.length + 1;
    if (name !== '') options.push({ id, name });
  }
  return { ...(defaults.limit_select === undefined ? {} : { limit_select: defaults.limit_select }), labels: options };
}

function byId(input: unknown, site: Site, whole: unknown): number {
  const found = optionsOf(site.column.settings).find(({ id }) => id === Number(input));
  if (!found) throw unknownLabel(site, whole);
  return found.id;
}

function byLabel(label: unknown, site: Site, whole: unknown): number {
  if (typeof label !== 'string' || label === '') throw badValue(site, whole);
  const options = optionsOf(site.column.settings);
  const found = options.find(({ name }) => name === label);
  if (found) return found.id;
  if (!site.createLabels) throw unknownLabel(site, whole);
  const id = options.reduce((most, option) => Math.max(most, option.id), 0) + 1;
  options.push({ id, name: label });
  site.column.revision += 1;
  return id;
}

function unknownLabel(site: Site, input: unknown): Error {
  const list = optionsOf(site.column.settings).map(({ id, name }) => `${id}: ${name}`);
  return badValue(site, input, `The dropdown label does not exist, possible labels are: {${list.join(', ')}}`);
}

function kept(ids: readonly number[], site: Site): unknown {
  const unique = [...new Set(ids)];
  return unique.length === 0 ? undefined : { ids: unique, changed_at: site.now };
}

const idsIn = (value: Record<string, unknown>): number[] => (Array.isArray(value.ids) ? value.ids.map(Number) : []);

function chosen(value: unknown, column: ColumnDoc): Option[] {
  const options = optionsOf(column.settings);
  const ids = isObject(value) ? idsIn(value) : [];
  return ids.flatMap((id) => options.filter((option) => option.id === id)).map(({ id, name }) => ({ id, name }));
}
