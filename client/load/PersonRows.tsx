import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../data/view-context.ts';
import { minutesText } from '../format/minutes.ts';
import type { LoadRow, Week } from '../format/people.ts';
import { onBar, percentText, shareOf } from '../format/percent.ts';
import { PartsPanel } from './PartsPanel.tsx';

/** The bar ends here, so that an overload is seen to stand over the mark at 100 %. */
const FULL = 1.25;

interface PersonRowsProps {
  readonly row: LoadRow;
  /** The week whose parts are shown, by its start; null: folded. */
  readonly openWeek: string | null;
  readonly onOpen: (week: string | null) => void;
}

/** A person's line, and under it, when opened, what a week's figure is the sum of. */
export function PersonRows({ row, openWeek, onOpen }: PersonRowsProps) {
  const panel = useId();
  const first = row.weeks[0]?.start ?? null;
  const week = row.weeks.find(({ start }) => start === openWeek);
  return (
    <>
      <tr className={week === undefined ? 'ek-line ek-person' : 'ek-line ek-person ek-opened'}>
        <th scope="row" className="ek-person-cell">
          <button
            type="button"
            className="ek-name"
            aria-expanded={week !== undefined}
            aria-controls={week === undefined ? undefined : panel}
            onClick={() => onOpen(week === undefined ? first : null)}
            data-person-open={row.person}
          >
            <span className="ek-chevron" aria-hidden="true" />
            {row.name}
          </button>
        </th>
        {row.weeks.map((one) => (
          // The same can be reached by keyboard: the name opens the panel, and the panel has a button for each week.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <td key={one.start} className="ek-week-cell" onClick={() => onOpen(one.start === openWeek ? null : one.start)}>
            <LoadCell person={row.person} week={one} chosen={one.start === openWeek} />
          </td>
        ))}
      </tr>
      {week === undefined ? null : (
        <tr>
          <td colSpan={row.weeks.length + 1} id={panel} className="ek-panel-cell">
            <PartsPanel row={row} week={week} onWeek={onOpen} />
          </td>
        </tr>
      )}
    </>
  );
}

function LoadCell({ person, week, chosen }: { readonly person: string; readonly week: Week; readonly chosen: boolean }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const share = shareOf(week.minutes, week.capacityMinutes);
  const away = week.minutes === 0 ? t('load.away') : t('load.noCapacity');
  const shown = share === null ? away : percentText(share, locale);
  const load = minutesText(week.minutes, locale);
  const capacity = minutesText(week.capacityMinutes, locale);
  const words = t('load.cell', { share: shown, band: t(`band.${week.band}`), load, capacity });
  const fill = share === null ? (week.minutes > 0 ? 100 : 0) : onBar(share, FULL);
  return (
    <div
      className={chosen ? 'ek-cell ek-chosen' : 'ek-cell'}
      title={words}
      data-person={person}
      data-figure="load"
      data-week={week.start}
      data-value={week.minutes}
      data-capacity={week.capacityMinutes}
      data-band={week.band}
    >
      <span className="ek-share">{shown}</span>
      <span className="ek-hidden">
        , {t('load.ofCapacity', { load, capacity })}, {t(`band.${week.band}`)}
      </span>
      <span className="ek-track" aria-hidden="true">
        <span className={`ek-fill ek-fill-${week.band}`} style={{ width: `${fill}%` }} />
        <span className="ek-tick" style={{ left: `${onBar(1, FULL)}%` }} />
      </span>
    </div>
  );
}
