/** Dates as Sheets counts them: days since 1899-12-30, without a time zone. */

const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);

/** The serial number of an instant as clocks in `timeZone` show it. An unknown zone counts as UTC. */
export function serialOf(instant: number, timeZone: string): number {
  return (Math.floor(instant / 1000) * 1000 + offsetMs(instant, timeZone) - EPOCH) / DAY_MS;
}

/** The year that clocks in `timeZone` show. */
export function yearOf(instant: number, timeZone: string): number {
  return new Date(instant + offsetMs(instant, timeZone)).getUTCFullYear();
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function offsetMs(instant: number, timeZone: string): number {
  const format = formatFor(timeZone);
  if (!format) return 0;
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone)) formats.set(timeZone, openFormat(timeZone));
  return formats.get(timeZone);
}

function openFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  return isTimeZone(timeZone) ? new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...parts }) : undefined;
}

export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
