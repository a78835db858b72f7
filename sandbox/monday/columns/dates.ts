import type { Core } from '../core.ts';
import { accountOf } from '../options.ts';
import { badValue, type Cell, type ColumnKind, isClear, isObject, stored, stringIn, updatedAt } from './kind.ts';

export const date: ColumnKind = {
  type: 'date',
  typename: 'DateValue',
  idPrefix: 'date',
  eventType: 'date',
  write: (input, site) => {
    if (!isObject(input)) throw badValue(site, input);
    if (isClear(input.date)) return undefined;
    const time = isClear(input.time) ? null : input.time;
    if (!isDay(input.date) || (time !== null && !isTime(time))) throw badValue(site, input);
    return { date: input.date, icon: null, time: time === null ? null : fullTime(time), changed_at: site.now };
  },
  writeText: (input, site) => {
    const [day, time, ...rest] = input.trim().split(/[ T]/);
    if (rest.length > 0) throw badValue(site, input);
    return date.write?.({ date: day, time: time ?? null }, site);
  },
  text: (cell, core) => shownAt(cell, core),
  fields: {
    date: (cell, core) => shownAt(cell, core).split(' ')[0] ?? '',
    time: (cell, core) => shownAt(cell, core).split(' ')[1] ?? '',
    icon: (cell) => stringIn(stored(cell), 'icon'),
    updated_at: updatedAt,
  },
  terms: (cell) => [stringIn(stored(cell), 'date') ?? ''],
  rank: (cell) => stringIn(stored(cell), 'date'),
};

export const timeline: ColumnKind = {
  type: 'timeline',
  typename: 'TimelineValue',
  idPrefix: 'timerange',
  eventType: 'timerange',
  write: (input, site) => {
    if (!isObject(input)) throw badValue(site, input);
    const { from, to } = input;
    if (!isDay(from) || !isDay(to) || from > to) throw badValue(site, input);
    return { from, to, changed_at: site.now };
  },
  writeText: (input, site) => {
    const [from, to] = input.trim().split(/\s+/);
    return timeline.write?.({ from, to }, site);
  },
  text: (cell) => (cell.stored === undefined ? '' : `${stringIn(stored(cell), 'from')} - ${stringIn(stored(cell), 'to')}`),
  fields: {
    from: (cell) => midnight(stringIn(stored(cell), 'from')),
    to: (cell) => midnight(stringIn(stored(cell), 'to')),
    visualization_type: () => null,
    updated_at: updatedAt,
  },
  rank: (cell) => stringIn(stored(cell), 'from'),
};

export const week: ColumnKind = {
  type: 'week',
  typename: 'WeekValue',
  idPrefix: 'week',
  eventType: 'week',
  write: (input, site) => {
    const span = isObject(input) && isObject(input.week) ? input.week : input;
    if (!isObject(span) || !isDay(span.startDate) || !isDay(span.endDate)) throw badValue(site, input);
    return { week: { startDate: span.startDate, endDate: span.endDate }, changed_at: site.now };
  },
  text: (cell) => (cell.stored === undefined ? '' : `${weekOf(cell, 'startDate')} - ${weekOf(cell, 'endDate')}`),
  fields: { start_date: (cell) => midnight(weekOf(cell, 'startDate')), end_date: (cell) => midnight(weekOf(cell, 'endDate')) },
  rank: (cell) => weekOf(cell, 'startDate'),
};

export const hour: ColumnKind = {
  type: 'hour',
  typename: 'HourValue',
  idPrefix: 'hour',
  eventType: 'hour',
  write: (input, site) => {
    const at = isObject(input) ? Number(input.hour) : Number.NaN;
    const minute = isObject(input) ? Number(input.minute ?? 0) : Number.NaN;
    if (!Number.isInteger(at) || at < 0 || at > 23 || !Number.isInteger(minute) || minute < 0 || minute > 59) throw badValue(site, input);
    return { hour: at, minute, changed_at: site.now };
  },
  text: (cell) => (cell.stored === undefined ? '' : `${two(stored(cell).hour)}:${two(stored(cell).minute)}`),
  fields: { hour: (cell) => stored(cell).hour ?? null, minute: (cell) => stored(cell).minute ?? null, updated_at: updatedAt },
};

const two = (part: unknown): string => String(part ?? 0).padStart(2, '0');

/** A real day of the calendar as `YYYY-MM-DD`. */
function isDay(input: unknown): input is string {
  if (typeof input !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(input)) return false;
  const parsed = new Date(`${input}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(input);
}

const isTime = (input: unknown): input is string => typeof input === 'string' && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(input);

const fullTime = (time: string): string => (time.length === 5 ? `${time}:00` : time);

const midnight = (day: string | null): string | null => (day === null ? null : `${day}T00:00:00+00:00`);

function weekOf(cell: Cell, key: 'startDate' | 'endDate'): string | null {
  const span = stored(cell).week;
  return isObject(span) ? stringIn(span, key) : null;
}

/** `2026-05-03`, or `2026-05-03 16:00` in the account's zone: a time is kept in UTC and shown where the reader is. */
function shownAt(cell: Cell, core: Core): string {
  const day = stringIn(stored(cell), 'date');
  const time = stringIn(stored(cell), 'time');
  if (day === null) return '';
  if (time === null) return day;
  const zone = accountOf(core.options, cell.board.accountId).timeZone ?? 'UTC';
  return zone === 'UTC' ? `${day} ${time.slice(0, 5)}` : inZone(new Date(`${day}T${time}Z`), zone);
}

function inZone(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}
