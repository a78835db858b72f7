import type { ColumnDoc, Settings } from '../state/model.ts';
import { badValue, type Cell, type ColumnKind, isObject, type Site, stored, stringIn, updatedAt } from './kind.ts';
import { colorAt, colorNamed, nameOfColor } from './label-colors.ts';

/** Index 5 is monday's grey "no label": a label gets it only when somebody says so. */
const BLANK = 5;

export const status: ColumnKind = {
  type: 'status',
  typename: 'StatusValue',
  idPrefix: 'color',
  eventType: 'color',
  settings: settingsFrom,
  newSettings: (settings) => ({
    type: 'status',
    labels: orderedLabels(settings).map(([index, label]) => ({
      id: index,
      label,
      color: nameOfColor(styleOf(settings, index).color),
      hex: styleOf(settings, index).color,
      index: positionOf(settings, index),
      description: null,
      is_done: isDone(settings, index),
      is_deactivated: false,
    })),
  }),
  write: (input, site) => {
    if (!isObject(input)) throw badValue(site, input);
    if (typeof input.label === 'string') return kept(byLabel(input.label, site, input), site);
    const index = input.index === undefined || input.index === null || input.index === '' ? Number.NaN : Number(input.index);
    if (!Number.isInteger(index)) throw badValue(site, input);
    return kept(byIndex(index, site, input), site);
  },
  writeText: (input, site) => {
    const known = indexOfLabel(site.column.settings, input);
    if (known === undefined && /^\d+$/.test(input) && labelsOf(site.column.settings)[input] !== undefined) return kept(Number(input), site);
    return kept(known ?? byLabel(input, site, input), site);
  },
  text: labelOfCell,
  event: (value, column) => eventOf(value, column),
  fields: {
    index: (cell) => indexOf(cell) ?? null,
    label: labelOfCell,
    is_done: (cell) => (indexOf(cell) === undefined ? null : isDone(cell.column.settings, indexOf(cell) ?? -1)),
    label_style: (cell) => (indexOf(cell) === undefined ? null : styleOf(cell.column.settings, indexOf(cell) ?? BLANK)),
    update_id: () => null,
    updated_at: updatedAt,
  },
  terms: (cell) => [String(indexOf(cell) ?? BLANK)],
  rank: (cell) => (indexOf(cell) === undefined ? null : positionOf(cell.column.settings, indexOf(cell) ?? BLANK)),
};

const labelsOf = (settings: Settings): Record<string, string> =>
  isObject(settings.labels) ? (settings.labels as Record<string, string>) : {};

function settingsFrom(defaults: Record<string, unknown>): Settings {
  const given = defaults.labels;
  if (Array.isArray(given)) return fromLabelList(given.filter(isObject));
  const labels = isObject(given)
    ? Object.fromEntries(Object.entries(given).map(([index, label]) => [index, String(label)]))
    : { 0: 'Working on it', 1: 'Done', 2: 'Stuck' };
  const done = Array.isArray(defaults.done_colors) ? defaults.done_colors : [1];
  return build(labels, done, isObject(defaults.labels_colors) ? defaults.labels_colors : {}, defaults.labels_positions_v2);
}

/** The form since API 2025-10: `{labels: [{label, index, color, is_done}]}`; a label's id follows from its colour. */
function fromLabelList(list: readonly Record<string, unknown>[]): Settings {
  const labels: Record<string, string> = {};
  const colors: Record<string, unknown> = {};
  const positions: Record<string, number> = {};
  const done: number[] = [];
  list.forEach((entry, position) => {
    const id = typeof entry.index === 'number' ? entry.index : position;
    labels[id] = String(entry.label ?? '');
    positions[id] = position;
    const color = typeof entry.color === 'string' ? colorNamed(entry.color) : undefined;
    if (color) colors[id] = { color: color.color, border: color.border, var_name: color.var_name };
    if (entry.is_done === true) done.push(id);
  });
  return build(labels, done, colors, positions);
}

function build(labels: Record<string, string>, done: unknown[], colors: Record<string, unknown>, positions: unknown): Settings {
  const ids = Object.keys(labels);
  return {
    done_colors: done,
    labels,
    labels_positions_v2: isObject(positions) ? positions : { ...Object.fromEntries(ids.map((id, at) => [id, at])), [BLANK]: ids.length },
    labels_colors: Object.fromEntries(ids.map((id) => [id, isObject(colors[id]) ? colors[id] : plainStyle(Number(id))])),
  };
}

function plainStyle(index: number): { color: string; border: string; var_name: string } {
  const { color, border, var_name } = colorAt(index);
  return { color, border, var_name };
}

function byIndex(index: number, site: Site, input: unknown): number {
  if (labelsOf(site.column.settings)[index] === undefined && index !== BLANK) throw unknownLabel(site, input);
  return index;
}

/** The label's index; with create_labels_if_missing a new label takes the first free one. */
function byLabel(label: string, site: Site, input: unknown): number {
  const known = indexOfLabel(site.column.settings, label);
  if (known !== undefined) return known;
  if (label === '') return BLANK;
  if (!site.createLabels) throw unknownLabel(site, input);
  const labels = labelsOf(site.column.settings);
  let index = 0;
  while (labels[index] !== undefined || index === BLANK) index += 1;
  const settings = site.column.settings;
  labels[index] = label;
  Object.assign(settings.labels_positions_v2 as object, { [index]: Object.keys(labels).length });
  Object.assign(settings.labels_colors as object, { [index]: plainStyle(index) });
  site.column.revision += 1;
  return index;
}

function unknownLabel(site: Site, input: unknown): Error {
  const list = Object.entries(labelsOf(site.column.settings)).map(([index, label]) => `${index}: ${label}`);
  return badValue(site, input, `This status label doesn't exist, possible statuses are: {${list.join(', ')}}`);
}

function kept(index: number, site: Site): unknown {
  if (index === BLANK && !labelsOf(site.column.settings)[BLANK]) return undefined;
  return { index, post_id: null, changed_at: site.now };
}

function indexOfLabel(settings: Settings, label: string): number | undefined {
  const found = Object.entries(labelsOf(settings)).find(([, known]) => known === label);
  return found && label !== '' ? Number(found[0]) : undefined;
}

function indexOf(cell: Cell): number | undefined {
  const index = stored(cell).index;
  return typeof index === 'number' ? index : undefined;
}

function labelOfCell(cell: Cell): string | null {
  const index = indexOf(cell);
  return index === undefined ? null : (labelsOf(cell.column.settings)[index] ?? null);
}

function orderedLabels(settings: Settings): (readonly [number, string])[] {
  return Object.entries(labelsOf(settings))
    .map(([index, label]) => [Number(index), label] as const)
    .sort(([a], [b]) => positionOf(settings, a) - positionOf(settings, b));
}

function positionOf(settings: Settings, index: number): number {
  const positions = settings.labels_positions_v2;
  const found = isObject(positions) ? positions[index] : undefined;
  return typeof found === 'number' ? found : index;
}

const isDone = (settings: Settings, index: number): boolean => Array.isArray(settings.done_colors) && settings.done_colors.includes(index);

function styleOf(settings: Settings, index: number): { color: string; border: string; var_name: string } {
  const colors = settings.labels_colors;
  const found = isObject(colors) ? colors[index] : undefined;
  const plain = plainStyle(index);
  if (!isObject(found)) return plain;
  return {
    color: stringIn(found, 'color') ?? plain.color,
    border: stringIn(found, 'border') ?? plain.border,
    var_name: stringIn(found, 'var_name') ?? plain.var_name,
  };
}

function eventOf(value: unknown, column: ColumnDoc): unknown {
  const index = isObject(value) && typeof value.index === 'number' ? value.index : BLANK;
  const text = labelsOf(column.settings)[index] ?? null;
  return { label: { index, text, style: styleOf(column.settings, index), is_done: isDone(column.settings, index) }, post_id: null };
}
