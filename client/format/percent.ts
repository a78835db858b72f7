/** Load as a share of capacity; null where there is no capacity to be a share of (a week of leave). */
export function shareOf(minutes: number, capacityMinutes: number): number | null {
  return capacityMinutes > 0 ? minutes / capacityMinutes : null;
}

/** A share in whole percent: 0.934 is `93%`. */
export function percentText(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** Where a share stands on a bar that ends at `full` (1.2: the bar ends at 120 %): percent of its length, never past the end. */
export function onBar(share: number, full: number): number {
  if (!Number.isFinite(share)) return share > 0 ? 100 : 0;
  return Math.round((Math.min(Math.max(share, 0), full) / full) * 1000) / 10;
}
