import { useTranslation } from 'react-i18next';
import type { NextClient } from '../../core/protocol/api.ts';
import { useView } from '../data/view-context.ts';
import { curvePath, curvePoints } from '../format/curve.ts';
import { dayText } from '../format/dates.ts';
import { percentText } from '../format/percent.ts';

const SIZE = { width: 150, height: 48 };

/** Load by week without and with the client; the line across is 100 % of capacity. */
export function Curve({ candidate }: { readonly candidate: NextClient['candidates'][number] }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const { curve } = candidate;
  const shares = curve.flatMap(({ before, after }) => [before ?? 0, after ?? 0]);
  const top = Math.max(1.25, ...shares) * 1.04;
  const shown = (share: number | null) => (share === null ? t('load.noCapacity') : percentText(share, locale));
  const before = curvePoints(
    curve.map((point) => point.before),
    top,
    SIZE,
  );
  const after = curvePoints(
    curve.map((point) => point.after),
    top,
    SIZE,
  );
  const full = SIZE.height * (1 - 1 / top);
  const points = curve
    .map((point) =>
      t('next.point', {
        day: dayText(point.start, locale),
        before: shown(point.before),
        after: shown(point.after),
      }),
    )
    .join('; ');
  return (
    <svg
      className="ek-curve"
      viewBox={`-3 -3 ${SIZE.width + 6} ${SIZE.height + 6}`}
      role="img"
      aria-label={t('next.curve', { name: candidate.name, points })}
    >
      <title>{points}</title>
      <line className="ek-curve-full" x1={0} x2={SIZE.width} y1={full} y2={full} />
      {after.includes(null) ? null : (
        <path className="ek-curve-area" d={`${curvePath(after)} L${SIZE.width} ${SIZE.height} L0 ${SIZE.height} Z`} />
      )}
      <path className="ek-curve-before" d={curvePath(before)} />
      <path className="ek-curve-after" d={curvePath(after)} />
      {after.map((point) => (point === null ? null : <circle key={point.x} className="ek-curve-dot" cx={point.x} cy={point.y} r={2} />))}
    </svg>
  );
}
