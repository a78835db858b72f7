/** Which cell kind a monday column type is for us, whether we may write it, and the labels of its settings. */
import { brandAs, type ColumnRef } from '../../core/sync/ids.ts';
import type { Column } from '../../core/sync/record.ts';
import type { WireColumn } from './wire.ts';

/** What the codec must know of a column: its type, and its labels by their ids, as a dropdown's cells hold them. */
export interface ColumnShape {
  readonly type: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Shapes by column id. */
export type ColumnTypes = ReadonlyMap<string, ColumnShape>;

const shapeOf = (wire: WireColumn): ColumnShape => ({
  type: wire.type,
  labels: kindOf(wire.type) === 'choice' ? labelsById(wire.settings) : new Map(),
});

export const typesOf = (columns: readonly WireColumn[]): ColumnTypes => new Map(columns.map((one) => [one.id, shapeOf(one)]));

/** The ref of an item's name, which is no column for monday's mutations but one for us. */
export const NAME = brandAs<ColumnRef>('name');

const kinds: Readonly<Record<string, Column['kind']>> = {
  name: 'text',
  text: 'text',
  long_text: 'text',
  email: 'text',
  phone: 'text',
  numbers: 'number',
  status: 'choice',
  dropdown: 'choice',
  people: 'people',
  date: 'date',
  timeline: 'range',
  checkbox: 'bool',
  link: 'link',
  board_relation: 'relation',
};

/** Types that we write; every other one is read as its display text and marked as computed. */
export const isWritable = (type: string): boolean => type in kinds;

const kindOf = (type: string): Column['kind'] => kinds[type] ?? 'other';

/** A column as the engine sees it. */
export function toColumn(wire: WireColumn): Column {
  const kind = kindOf(wire.type);
  return {
    ref: brandAs<ColumnRef>(wire.id),
    title: wire.title,
    kind,
    writable: isWritable(wire.type),
    labels: kind === 'choice' ? labelsOf(wire.settings) : null,
  };
}

/**
 * Labels in monday's order, from settings in either form: a list of `{label, index}` (2025-10 and later) or
 * `{labels: {"0": "Done"}}`. Deactivated and empty ones are left out.
 */
export function labelsOf(settings: unknown): readonly string[] {
  return labelsIn(settings).flatMap((one) => (one.active ? [one.label] : []));
}

/** Labels by id, deactivated ones too: cells may still hold them. */
function labelsById(settings: unknown): ReadonlyMap<string, string> {
  return new Map(labelsIn(settings).flatMap((one) => (one.id === null ? [] : [[one.id, one.label] as const])));
}

function labelsIn(settings: unknown): readonly { readonly id: string | null; readonly label: string; readonly active: boolean }[] {
  const parsed = typeof settings === 'string' ? parse(settings) : settings;
  const labels = isRecord(parsed) ? parsed.labels : undefined;
  if (isRecord(labels) && !Array.isArray(labels)) {
    return Object.entries(labels).flatMap(([id, label]) =>
      typeof label === 'string' && label !== '' ? [{ id, label, active: true }] : [],
    );
  }
  return (Array.isArray(labels) ? labels : []).flatMap((one: unknown) => {
    const label = isRecord(one) ? (one.label ?? one.name) : one;
    if (typeof label !== 'string' || label === '') return [];
    const id = isRecord(one) && (typeof one.id === 'number' || typeof one.id === 'string') ? String(one.id) : null;
    return [{ id, label, active: !isRecord(one) || one.is_deactivated !== true }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Settings that aren't JSON have no labels for us; the column can still be read.
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
