import { AttentionBox } from '@vibe/core';
import { useTranslation } from 'react-i18next';
import { useUsage } from '../data/queries.ts';
import { useView } from '../data/view-context.ts';
import { momentText } from '../format/dates.ts';
import { dayOf } from '../format/day.ts';
import { Figure } from '../frame/Figure.tsx';

/** Above the pairs: monday's calls of the day come to an end or are spent, and when there are new ones. Nothing while there are enough. */
export function DayWarning() {
  const { t } = useTranslation();
  const { locale, now } = useView();
  const { data } = useUsage();
  const day = data === undefined ? null : dayOf(data);
  if (day === null || day.state === 'fine') return null;
  const text = t(`day.${day.state}`, { ...written(day.calls ?? {}, locale), at: momentText(day.anew, now(), locale) });
  return (
    <div data-day-state={day.state}>
      <AttentionBox type="warning" text={text} animate={false} />
    </div>
  );
}

/** Below the pairs: how many of monday's calls of the day are used and left, while that needs nobody's attention. */
export function DayLine() {
  const { t } = useTranslation();
  const { locale } = useView();
  const { data } = useUsage();
  const day = data === undefined ? null : dayOf(data);
  if (day === null || day.calls === null || day.state !== 'fine') return null;
  return (
    <p className="ek-quiet ek-small" data-day="">
      <Figure of="monday" figure="day-left" value={day.calls.left}>
        {t('day.fine', written(day.calls, locale))}
      </Figure>
    </p>
  );
}

/** Counts as people of this language write them. */
function written(counts: Readonly<Record<string, number>>, locale: string): Record<string, string> {
  const format = new Intl.NumberFormat(locale);
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, format.format(count)]));
}
