import { AttentionBox, Tab, TabList } from '@vibe/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Figures } from '../../core/protocol/api.ts';
import { useFigures, usePairs } from '../data/queries.ts';
import { type Message, useView } from '../data/view-context.ts';
import { momentText } from '../format/dates.ts';
import { KpiSection } from '../kpi/KpiSection.tsx';
import { LoadSection } from '../load/LoadSection.tsx';
import { NextClientSection } from '../next/NextClientSection.tsx';
import { SyncSection, waiting } from '../sync/SyncSection.tsx';
import { Failed, Loading } from './States.tsx';

const SECTIONS = ['load', 'kpi', 'next', 'sync'] as const;
const PANELS = SECTIONS.map((section) => `ek-panel-${section}`);

interface SectionsProps {
  /** False while monday hasn't said yet where the view stands: only the frame is drawn. */
  readonly ready: boolean;
  readonly message: Message | null;
  readonly onClose: () => void;
}

/** The frame around the sections: tabs, the state of the figures, the last message. */
export function Sections({ ready, message, onClose }: SectionsProps) {
  const { t } = useTranslation();
  const [active, setActive] = useState(0);
  return (
    <main className="ek-view" data-ready={ready}>
      <h1 className="ek-hidden">Evenkeel</h1>
      <header className="ek-head">
        <TabList activeTabId={active} onTabChange={setActive} tabPanelIds={PANELS} size="sm">
          {SECTIONS.map((section) => (
            <Tab key={section} id={`ek-tab-${section}`}>
              <span className="ek-tab">
                {t(`tabs.${section}`)}
                {section === 'sync' && ready ? <OpenCount /> : null}
              </span>
            </Tab>
          ))}
        </TabList>
        {ready ? <AsOf /> : null}
      </header>
      <div className="ek-messages" aria-live="polite">
        {message === null ? null : (
          <AttentionBox type={message.kind} text={message.text} onClose={onClose} closeButtonAriaLabel={t('error.close')} animate={false} />
        )}
      </div>
      {SECTIONS.map((section, index) => (
        <section key={section} id={PANELS[index]} role="tabpanel" aria-labelledby={`ek-tab-${section}`} hidden={index !== active}>
          {index !== active ? null : ready ? <Section name={section} /> : <Loading />}
        </section>
      ))}
    </main>
  );
}

function Section({ name }: { readonly name: (typeof SECTIONS)[number] }) {
  if (name === 'sync') return <SyncSection />;
  if (name === 'kpi') return <OfFigures>{(figures) => <KpiSection figures={figures} />}</OfFigures>;
  if (name === 'next') return <OfFigures>{(figures) => <NextClientSection figures={figures} />}</OfFigures>;
  return <OfFigures>{(figures) => <LoadSection figures={figures} />}</OfFigures>;
}

function OfFigures({ children }: { readonly children: (figures: Figures) => ReactNode }) {
  const { host } = useView();
  const { data, error, refetch } = useFigures();
  const shown = data !== undefined;
  useEffect(() => {
    if (shown) host.reportTime('interactive');
  }, [shown, host]);
  if (data !== undefined) return children(data);
  return error === null ? <Loading /> : <Failed error={error} retry={() => void refetch()} />;
}

/** As of when the figures are; when they can't be refreshed, says so instead of passing old ones for new. */
function AsOf() {
  const { t } = useTranslation();
  const { locale, now } = useView();
  const { data, error } = useFigures();
  if (data === undefined) return null;
  const at = momentText(data.asOf, now(), locale);
  if (error === null)
    return (
      <span className="ek-quiet ek-small ek-asof" data-figure="as-of" data-value={data.asOf}>
        {t('asOf', { at })}
      </span>
    );
  return (
    <div className="ek-stale" data-state="stale">
      <AttentionBox type="warning" text={t('error.stale', { at })} animate={false} />
    </div>
  );
}

/** How many things of all pairs wait for a person. */
function OpenCount() {
  const { t } = useTranslation();
  const { data } = usePairs();
  const count = (data ?? []).reduce((sum, pair) => sum + waiting(pair), 0);
  if (count === 0) return null;
  return (
    <span className="ek-count" data-figure="open" data-value={count} title={t('open', { count })}>
      {count}
      <span className="ek-hidden"> {t('open', { count })}</span>
    </span>
  );
}
