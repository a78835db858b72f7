import { useTranslation } from 'react-i18next';
import { useView } from '../data/view-context.ts';
import { minutesText } from '../format/minutes.ts';
import type { LoadRow, Week } from '../format/people.ts';
import { weekTitle } from './week-title.ts';

interface PartsPanelProps {
  readonly row: LoadRow;
  readonly week: Week;
  readonly onWeek: (week: string) => void;
}

/** What a week's figure is the sum of, to the minute, biggest part first. */
export function PartsPanel({ row, week, onWeek }: PartsPanelProps) {
  const { t } = useTranslation();
  const { locale, host } = useView();
  const parts = week.parts.toSorted((a, b) => b.minutes - a.minutes);
  return (
    <div className="ek-panel">
      <fieldset className="ek-weeks">
        <legend className="ek-hidden">{t('load.weeks')}</legend>
        {row.weeks.map((one) => (
          <button key={one.start} type="button" aria-pressed={one.start === week.start} onClick={() => onWeek(one.start)}>
            {weekTitle(one, row, locale, t('load.thisWeek'))}
          </button>
        ))}
      </fieldset>
      {parts.length === 0 ? <p className="ek-quiet">{t('load.nothing')}</p> : null}
      <table className="ek-parts" data-parts-of={row.person} data-week={week.start}>
        <thead className={parts.length === 0 ? 'ek-hidden' : undefined}>
          <tr className="ek-part">
            <th scope="col">{t('load.what')}</th>
            <th scope="col">{t('load.kind')}</th>
            <th scope="col" className="ek-number">
              {t('load.time')}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr
              key={`${part.kind} ${part.id}`}
              className="ek-part"
              data-part={part.id}
              data-kind={part.kind}
              data-figure="part"
              data-value={part.minutes}
            >
              <td>
                {part.kind === 'lead' ? (
                  part.name
                ) : (
                  <button type="button" className="ek-link" title={t('load.openItem')} onClick={() => host.openItem(part.id)}>
                    {part.name}
                  </button>
                )}
              </td>
              <td className="ek-quiet">
                {t(`part.${part.kind}`)}
                {part.assumed === true ? ` · ${t('load.assumed')}` : ''}
              </td>
              <td className="ek-number">{minutesText(part.minutes, locale)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="ek-parts-total" data-figure="parts-total" data-of={row.person} data-value={week.minutes}>
            <th scope="row" colSpan={2}>
              {t('load.total')} · {weekTitle(week, row, locale, t('load.thisWeek'))}
            </th>
            <td className="ek-parts-sum">
              {t('load.ofCapacity', { load: minutesText(week.minutes, locale), capacity: minutesText(week.capacityMinutes, locale) })}
            </td>
          </tr>
        </tfoot>
      </table>
      <Apart row={row} />
    </div>
  );
}

/** Work that is in no week's figure, with its reason: nothing is silently zero. */
function Apart({ row }: { readonly row: LoadRow }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const { apart = [] } = row;
  if (apart.length === 0) return null;
  return (
    <ul className="ek-apart" aria-label={t('apart.title')}>
      {apart.map(({ reason, minutes, parts }) => (
        <li
          key={reason}
          data-figure={`apart-${reason}`}
          data-of={row.person}
          data-value={minutes}
          title={parts.map(({ name }) => name).join('\n')}
        >
          {t(`apart.${reason}`)}: {minutesText(minutes, locale)} ({parts.length})
        </li>
      ))}
    </ul>
  );
}
