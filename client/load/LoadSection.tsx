import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Figures } from '../../core/protocol/api.ts';
import { useView } from '../data/view-context.ts';
import { bandCounts, peopleByTeam, type SortBy } from '../format/people.ts';
import { Empty } from '../frame/States.tsx';
import { PersonRows } from './PersonRows.tsx';
import { weekTitle } from './week-title.ts';

const BANDS = ['overloaded', 'tight', 'healthy', 'room'] as const;

/** Everyone's load by week, and behind each figure its parts. */
export function LoadSection({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const [by, setBy] = useState<SortBy>('load');
  const [open, setOpen] = useState<{ person: string; week: string } | null>(null);
  const teams = useMemo(() => peopleByTeam(figures.load, by, locale), [figures.load, by, locale]);
  const [anyone] = figures.load;
  if (anyone === undefined) return <Empty title={t('load.empty')} hint={t('load.emptyHint')} />;

  return (
    <>
      <div className="ek-bar">
        <BandSummary figures={figures} />
        <label className="ek-field ek-field-inline">
          {t('load.sort')}
          <select value={by} onChange={(event) => setBy(event.target.value === 'name' ? 'name' : 'load')}>
            <option value="load">{t('load.sortLoad')}</option>
            <option value="name">{t('load.sortName')}</option>
          </select>
        </label>
      </div>
      <p className="ek-quiet ek-small">{t('load.hint')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="ek-scroll" aria-label={t('load.title')} tabIndex={0}>
        <table className="ek-load">
          <thead>
            <tr>
              <th scope="col">{t('load.person')}</th>
              {anyone.weeks.map((week) => (
                <th scope="col" key={week.start} className="ek-week">
                  {weekTitle(week, anyone, locale, t('load.thisWeek'))}
                </th>
              ))}
            </tr>
          </thead>
          {teams.map(({ team, rows }) => (
            <tbody key={team ?? ''}>
              {teams.length > 1 || team !== null ? (
                <tr className="ek-team">
                  <th scope="colgroup" colSpan={anyone.weeks.length + 1}>
                    {team ?? t('load.noTeam')}
                  </th>
                </tr>
              ) : null}
              {rows.map((row) => (
                <PersonRows
                  key={row.person}
                  row={row}
                  openWeek={open?.person === row.person ? open.week : null}
                  onOpen={(week) => setOpen(week === null ? null : { person: row.person, week })}
                />
              ))}
            </tbody>
          ))}
        </table>
      </section>
    </>
  );
}

/** How many people are in each band this week. */
function BandSummary({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const counts = bandCounts(figures.load);
  return (
    <ul className="ek-bands" aria-label={t('load.thisWeek')}>
      {BANDS.map((band) => (
        <li key={band} data-figure="band-count" data-of={band} data-value={counts[band]}>
          <span className={`ek-dot ek-fill-${band}`} aria-hidden="true" />
          <strong>{counts[band]}</strong> {t(`band.${band}`)}
        </li>
      ))}
    </ul>
  );
}
