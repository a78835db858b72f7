import { useTranslation } from 'react-i18next';
import { useView } from '../data/view-context.ts';
import { isOnPace, type KpiFigure } from '../format/kpi.ts';
import { moneyText } from '../format/money.ts';
import { onBar, percentText } from '../format/percent.ts';
import { Figure } from '../frame/Figure.tsx';

/** The bar ends at 125 % of the plan. */
const FULL = 1.25;

/** One line of KPI: whose it is, and its five figures; what is missing is said in words. */
export function KpiRow({ row }: { readonly row: KpiFigure }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const money = (amount: string) => moneyText(amount, row.currency, locale);
  return (
    <tr className="ek-line ek-kpi-line" data-kpi-of={row.of} data-currency={row.currency}>
      <th scope="row" className="ek-kpi-who">
        {row.kind === 'department' ? t('kpi.department') : row.name}
      </th>
      <td className="ek-wide">
        <Attainment row={row} />
      </td>
      <td className="ek-number">
        <Figure of={row.of} figure="fact" value={row.fact}>
          {money(row.fact)}
        </Figure>
      </td>
      <td className="ek-number">
        <Figure of={row.of} figure="plan" value={row.plan} className={row.plan === null ? 'ek-missing' : undefined}>
          {row.plan === null ? t('kpi.noPlan') : money(row.plan)}
        </Figure>
      </td>
      <td className="ek-number">
        <Figure of={row.of} figure="forecast" value={row.forecast}>
          {money(row.forecast)}
        </Figure>
      </td>
    </tr>
  );
}

function Attainment({ row }: { readonly row: KpiFigure }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const { attainment, pace } = row;
  if (attainment === null) return <span className="ek-quiet">{row.plan === null ? t('kpi.noPlanHint') : ''}</span>;
  const onPace = isOnPace(attainment, pace);
  const expected = pace === null ? '' : t('kpi.pace', { pace: percentText(pace, locale) });
  return (
    <div className="ek-attainment" title={expected}>
      <Figure of={row.of} figure="attainment" value={attainment} className="ek-share">
        {percentText(attainment, locale)}
      </Figure>
      <span className="ek-track" aria-hidden="true">
        <span className={`ek-fill ek-fill-${onPace === false ? 'tight' : 'room'}`} style={{ width: `${onBar(attainment, FULL)}%` }} />
        <span className="ek-tick" style={{ left: `${onBar(1, FULL)}%` }} />
        {pace === null ? null : <span className="ek-pace" style={{ left: `${onBar(pace, FULL)}%` }} />}
      </span>
      {pace === null ? null : (
        <Figure of={row.of} figure="pace" value={pace} className="ek-quiet ek-small">
          {onPace === false ? t('kpi.behind') : t('kpi.ahead')} · {expected}
        </Figure>
      )}
    </div>
  );
}
