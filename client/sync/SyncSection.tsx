import { useTranslation } from 'react-i18next';
import type { PairView } from '../../core/protocol/api.ts';
import { usePairs } from '../data/queries.ts';
import { Empty, Failed, Loading } from '../frame/States.tsx';
import { DayLine, DayWarning } from './MondayDay.tsx';
import { PairCard } from './PairCard.tsx';

/** Every pair: its state, what waits for a person, and its last changes with their undo. */
export function SyncSection() {
  const { t } = useTranslation();
  const { data, error, refetch } = usePairs();
  if (data === undefined) return error === null ? <Loading lines={4} /> : <Failed error={error} retry={() => void refetch()} />;
  if (data.length === 0) return <Empty title={t('sync.empty')} hint={t('sync.emptyHint')} />;
  return (
    <div className="ek-pairs">
      <DayWarning />
      {data.toSorted(needy).map((pair) => (
        <PairCard key={pair.id} pair={pair} />
      ))}
      <DayLine />
    </div>
  );
}

/** Pairs that wait for a person come first. */
function needy(a: PairView, b: PairView): number {
  return waiting(b) - waiting(a);
}

/** How many things of a pair wait for a person. */
export function waiting({ counts }: PairView): number {
  return counts.conflicts + counts.findings + counts.held;
}
