const DAY_MS = 86_400_000;

/** `2026-11-23` as `23 Nov`: a calendar date, the same in every time zone. */
export function dayText(date: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** A moment as the viewer's clock shows it: the time, and the day too when it isn't today's. */
export function momentText(at: string, now: Date, locale: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const today = moment.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(locale, {
    ...(today ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(moment);
}

/** Does `asOf` fall into the week that begins on the Monday `start`? Both are read as calendar dates. */
export function isWeekOf(start: string, asOf: string): boolean {
  const from = Date.parse(`${start}T00:00:00Z`);
  const at = Date.parse(`${asOf.slice(0, 10)}T00:00:00Z`);
  return at >= from && at < from + 7 * DAY_MS;
}

/** The Monday after the calendar date `asOf`, `YYYY-MM-DD`. */
export function nextMonday(asOf: string): string {
  const at = Date.parse(`${asOf.slice(0, 10)}T00:00:00Z`);
  const weekday = new Date(at).getUTCDay();
  return new Date(at + ((8 - weekday) % 7 || 7) * DAY_MS).toISOString().slice(0, 10);
}
