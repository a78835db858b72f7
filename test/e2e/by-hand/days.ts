/** Days as texts, counted one by one, and Germany's public holidays from the rule of Easter. */

export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);

/** 1 is Monday. */
export const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

export const mondayOf = (day: string): string => addDays(day, 1 - weekday(day));

/** Every day from the first to the last, both included. */
export function daysFrom(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** What all of Germany has off: New Year, Labour Day, Unity, Christmas (two days), and what moves with Easter. */
function isHoliday(day: string): boolean {
  const year = Number(day.slice(0, 4));
  const fixed = ['01-01', '05-01', '10-03', '12-25', '12-26'];
  const easter = easterOf(year);
  const moving = [-2, 1, 39, 50].map((after) => addDays(easter, after));
  return fixed.includes(day.slice(5)) || moving.includes(day);
}

/** A weekday that isn't a holiday. */
export const isWorkday = (day: string): boolean => weekday(day) <= 5 && !isHoliday(day);

/** Easter Sunday by the Gregorian computus of 1876 (Nature). */
function easterOf(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const date = ((h + l - 7 * m + 114) % 31) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}
