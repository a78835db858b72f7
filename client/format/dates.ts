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

/** The Monday after the calendar date `asOf`, `YYYY-MM-DD`. */
export function nextMonday(asOf: string): string {
  const at = Date.parse(`${asOf.slice(0, 10)}T00:00:00Z`);
  const weekday = new Date(at).getUTCDay();
  return new Date(at + ((8 - weekday) % 7 || 7) * DAY_MS).toISOString().slice(0, 10);
}
