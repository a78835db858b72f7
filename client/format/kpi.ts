import type { Figures } from '../../core/protocol/api.ts';

export type KpiFigure = Figures['kpi'][number];

/** The figures of one kind, highest attainment first; those without a plan stand last, by name. */
export function byAttainment(kpi: readonly KpiFigure[], kind: KpiFigure['kind'], locale: string): readonly KpiFigure[] {
  const words = new Intl.Collator(locale);
  return kpi
    .filter((one) => one.kind === kind)
    .toSorted(
      (a, b) => (b.attainment ?? -1) - (a.attainment ?? -1) || words.compare(a.name, b.name) || words.compare(a.currency, b.currency),
    );
}

/** Where the plan should stand by now, as a share of it; null when nothing is expected or it can't be told. */
export function expectedShare({ plan, expected, attainment, pace }: KpiFigure): number | null {
  if (plan !== null && expected != null && Number(plan) > 0) return Number(expected) / Number(plan);
  return attainment !== null && pace !== null && pace > 0 ? attainment / pace : null;
}
