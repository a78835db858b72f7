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

/** Is the fact where it should be by now? Null without a plan or a pace to hold it against. */
export function isOnPace(attainment: number | null, pace: number | null): boolean | null {
  return attainment === null || pace === null ? null : attainment >= pace;
}
