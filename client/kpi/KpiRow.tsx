import { useTranslation } from 'react-i18next';
import { useView } from '../data/view-context.ts';
import { expectedShare, type KpiFigure } from '../format/kpi.ts';
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
        <LeftOut row={row} />
      </th>
      <td className="ek-wide">
        <Attainment row={row} />
      </td>
      <td className="ek-number">
        <Figure of={row.of} figure="fact" value={row.fact} className={row.fact === null ? 'ek-missing' : undefined}>
          {row.fact === null ? t('kpi.noRate') : money(row.fact)}
        </Figure>
      </td>
      <td className="ek-number">
        <Figure of={row.of} figure="plan" value={row.plan} className={row.plan === null ? 'ek-missing' : undefined}>
          {row.plan === null ? t('kpi.noPlan') : money(row.plan)}
        </Figure>
      </td>
      <td className="ek-number">
        <Figure of={row.of} figure="forecast" value={row.forecast} className={row.forecast === null ? 'ek-missing' : undefined}>
          {row.forecast === null ? t('kpi.noRate') : money(row.forecast)}
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
  const share = expectedShare(row);
  const expected = share === null ? '' : t('kpi.pace', { pace: percentText(share, locale) });
  const isBehind = pace !== null && pace < 1;
  return (
    <div className="ek-attainment" title={expected}>
      <Figure of={row.of} figure="attainment" value={attainment} className="ek-share">
        {percentText(attainment, locale)}
      </Figure>
      <span className="ek-track" aria-hidden="true">
        <span className={`ek-fill ek-fill-${isBehind ? 'tight' : 'room'}`} style={{ width: `${onBar(attainment, FULL)}%` }} />
        <span className="ek-tick" style={{ left: `${onBar(1, FULL)}%` }} />
        {share === null ? null : <span className="ek-pace" style={{ left: `${onBar(share, FULL)}%` }} />}
      </span>
      {pace === null ? null : (
        <Figure of={row.of} figure="pace" value={pace} className="ek-quiet ek-small">
          {isBehind ? t('kpi.behind') : t('kpi.ahead')}
          {expected === '' ? '' : ` · ${expected}`}
        </Figure>
      )}
    </div>
  );
}

/** What the figures of this line don't hold, for want of a rate. */
function LeftOut({ row }: { readonly row: KpiFigure }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const { leftOut = [] } = row;
  if (leftOut.length === 0) return null;
  const amounts = leftOut.map(({ name, amount, currency }) => `${name}: ${moneyText(amount, currency ?? '', locale)}`);
  return (
    <span
      className="ek-quiet ek-small ek-left-out"
      data-figure="left-out"
      data-of={row.of}
      data-value={leftOut.length}
      title={amounts.join('\n')}
    >
      {t('kpi.leftOut', { count: leftOut.length, first: amounts[0] })}
    </span>
  );
}
