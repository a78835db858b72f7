import { Button } from '@vibe/core';
import { useTranslation } from 'react-i18next';
import type { JournalView, PairView } from '../../core/protocol/api.ts';
import { type Action, actionKey, useAction } from '../data/actions.ts';
import { useView } from '../data/view-context.ts';
import { momentText } from '../format/dates.ts';
import { changesByRun } from '../format/runs.ts';
import { Change } from './Change.tsx';

const RUNS_SHOWN = 5;
const CHANGES_SHOWN = 4;

/** The pair's last runs with what they changed, and for each the way back. */
export function ChangeList({ pair, journal }: { readonly pair: PairView; readonly journal: readonly JournalView[] }) {
  const { t } = useTranslation();
  const { locale, now } = useView();
  const { run: act, busy } = useAction();
  const runs = changesByRun(journal).slice(0, RUNS_SHOWN);
  return (
    <section aria-label={t('sync.changes')}>
      <h4>{t('sync.changes')}</h4>
      {runs.length === 0 ? <p className="ek-quiet">{t('sync.noJournal')}</p> : null}
      <ul className="ek-list">
        {runs.map(({ run, at, who, why, changes }) => {
          const action: Action = { do: 'undo', run };
          const moment = momentText(at, now(), locale);
          const reason = t(`why.${why}`, { defaultValue: why });
          return (
            <li key={run} className="ek-run" data-run={run}>
              <div>
                <p className="ek-quiet ek-small">
                  <time dateTime={at}>{moment}</time> · {t(`who.${who}`, { defaultValue: who })} · {reason}
                </p>
                <ul className="ek-changes">
                  {changes.slice(0, CHANGES_SHOWN).map((change) => (
                    <li key={change.id} data-change={change.id}>
                      <Change change={change} pair={pair} />
                    </li>
                  ))}
                </ul>
                {changes.length > CHANGES_SHOWN ? (
                  <p className="ek-quiet ek-small">{t('sync.moreSteps', { count: changes.length - CHANGES_SHOWN })}</p>
                ) : null}
              </div>
              <Button
                kind="tertiary"
                size="small"
                loading={busy === actionKey(action)}
                aria-label={t('sync.undoLabel', { at: moment, why: reason })}
                onClick={() => act(action)}
                data-testid={`undo-${run}`}
              >
                {t('sync.undo')}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
