import { useTranslation } from 'react-i18next';
import type { Figures } from '../../core/protocol/api.ts';
import { useView } from '../data/view-context.ts';
import { byAttainment, type KpiFigure } from '../format/kpi.ts';
import { Empty } from '../frame/States.tsx';
import { KpiRow } from './KpiRow.tsx';

const GROUPS = [
  { kind: 'department', title: null },
  { kind: 'team', title: 'kpi.teams' },
  { kind: 'person', title: 'kpi.people' },
] as const;

/** Plan, fact, attainment with its pace, and forecast: of the department, its teams and its people. */
export function KpiSection({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const quarter = figures.kpi[0]?.quarter;
  if (quarter === undefined) return <Empty title={t('kpi.empty')} hint={t('kpi.emptyHint')} />;
  return (
    <>
      <p className="ek-quiet ek-bar">{t('kpi.quarter', { quarter })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="ek-scroll" aria-label={t('kpi.title')} tabIndex={0}>
        <table className="ek-kpi">
          <thead>
            <tr>
              <th scope="col">{t('kpi.who')}</th>
              <th scope="col" className="ek-wide">
                {t('kpi.attainment')}
              </th>
              <th scope="col" className="ek-number">
                {t('kpi.fact')}
              </th>
              <th scope="col" className="ek-number">
                {t('kpi.plan')}
              </th>
              <th scope="col" className="ek-number">
                {t('kpi.forecast')}
              </th>
            </tr>
          </thead>
          {GROUPS.map(({ kind, title }) => (
            <Group key={kind} title={title === null ? null : t(title)} rows={byAttainment(figures.kpi, kind, locale)} />
          ))}
        </table>
      </section>
    </>
  );
}

function Group({ title, rows }: { readonly title: string | null; readonly rows: readonly KpiFigure[] }) {
  if (rows.length === 0) return null;
  return (
    <tbody>
      {title === null ? null : (
        <tr className="ek-team">
          <th scope="colgroup" colSpan={5}>
            {title}
          </th>
        </tr>
      )}
      {rows.map((row) => (
        <KpiRow key={`${row.of} ${row.currency} ${row.quarter}`} row={row} />
      ))}
    </tbody>
  );
}
