import { useTranslation } from 'react-i18next';
import type { PairView } from '../../core/protocol/api.ts';
import { usePairDetail } from '../data/queries.ts';
import { useView } from '../data/view-context.ts';
import { momentText } from '../format/dates.ts';
import { Figure } from '../frame/Figure.tsx';
import { Failed, Loading } from '../frame/States.tsx';
import { ChangeList } from './ChangeList.tsx';
import { ConflictList } from './ConflictList.tsx';
import { DecidedList } from './DecidedList.tsx';
import { FindingList } from './FindingList.tsx';
import { HeldSteps } from './HeldSteps.tsx';

/** One pair: state, counts, last run, and below it what waits and what changed. */
export function PairCard({ pair }: { readonly pair: PairView }) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePairDetail(pair);
  const state = t(`state.${pair.state}`);
  return (
    <article className="ek-pair" data-pair={pair.id} data-state={pair.state} data-settled={pair.settled} aria-label={pair.name}>
      <header>
        <h3>{pair.name}</h3>
        <span className={`ek-badge ek-state-${pair.state}`}>{state}</span>
        <span className="ek-quiet ek-small">
          <Working pair={pair} />
        </span>
      </header>
      <p className="ek-quiet">
        <Figure of={pair.id} figure="records" value={pair.counts.records}>
          {t('sync.records', { count: pair.counts.records })}
        </Figure>
        {' · '}
        <LastRun pair={pair} />
      </p>
      <Waiting pair={pair} />
      {data === undefined && error === null ? <Loading lines={2} /> : null}
      {data === undefined && error !== null ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data === undefined ? null : (
        <>
          <HeldSteps pair={pair} plan={data.plan} />
          <ConflictList pair={pair} conflicts={data.conflicts} />
          <FindingList pair={pair} findings={data.findings} />
          <DecidedList pair={pair} decided={data.decided} />
          <ChangeList journal={data.journal} pair={pair} />
        </>
      )}
    </article>
  );
}

/** Where there is much to do, how much of it is done. */
function Working({ pair: { settled, progress } }: { readonly pair: PairView }) {
  const { t } = useTranslation();
  if (settled) return t('sync.settled');
  return progress && progress.total > 1 ? t('sync.progress', progress) : t('sync.working');
}

/** The pair rests, because a vendor asked to be left alone or the account may not be worked for: what that means, and until when. */
function Waiting({ pair }: { readonly pair: PairView }) {
  const { t } = useTranslation();
  const { locale, now } = useView();
  const waits = pair.waits ?? null;
  if (waits === null) return null;
  return (
    <p className="ek-waits" data-waits={waits.code}>
      {waits.message} {waits.until === null ? null : t('sync.waitsUntil', { at: momentText(waits.until, now(), locale) })}
    </p>
  );
}

function LastRun({ pair }: { readonly pair: PairView }) {
  const { t } = useTranslation();
  const { locale, now } = useView();
  const run = pair.lastRun;
  if (run === null) return <span data-last-run="">{t('sync.never')}</span>;
  const did = [
    run.creates > 0 ? t('sync.creates', { count: run.creates }) : null,
    run.updates > 0 ? t('sync.updates', { count: run.updates }) : null,
    run.removes > 0 ? t('sync.removes', { count: run.removes }) : null,
  ].filter((one) => one !== null);
  const outcome = run.error ?? (did.length === 0 ? t('sync.noChanges') : did.join(', '));
  return (
    <span data-last-run={run.id}>
      {t('sync.lastRun', { at: momentText(run.at, now(), locale) })}:{' '}
      <span className={run.error === null ? undefined : 'ek-wrong'}>{outcome}</span>
    </span>
  );
}
