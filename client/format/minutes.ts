/** Minutes as people say them: `7h 20m`, `45m`, `0m`; exact, nothing is rounded away. */
export function minutesText(minutes: number, locale: string): string {
  const whole = Math.abs(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole - hours * 60;
  const parts: string[] = [];
  if (hours > 0) parts.push(unit(hours, 'hour', locale));
  if (rest > 0 || hours === 0) parts.push(unit(rest, 'minute', locale));
  return `${minutes < 0 ? '−' : ''}${parts.join(' ')}`;
}

function unit(count: number, name: 'hour' | 'minute', locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: 2 }).format(count);
}
