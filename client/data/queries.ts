/** What the sections read. Every answer comes from the product's own mirrors, so asking often costs no vendor call. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import * as wire from '../../core/protocol/api.ts';
import { type UsageView, usage } from '../../core/protocol/usage.ts';
import { useView } from './view-context.ts';

/** A change must show within five seconds; asked only while the view is on the screen. */
const REFRESH_MS = 2_000;
/** Figures of a day change slowly. */
const DAY_REFRESH_MS = 15_000;

const pairList = wire.page(wire.pair);
const conflicts = wire.page(wire.conflict);
const findings = wire.page(wire.finding);
const journal = wire.page(wire.journalEntry);

export interface NextClientQuestion {
  readonly tier: string;
  readonly stage: string;
  /** `YYYY-MM-DD`. */
  readonly start: string;
}

export function useFigures(): UseQueryResult<wire.Figures> {
  const { api } = useView();
  return useQuery({
    queryKey: ['figures'],
    queryFn: ({ signal }) => api.get('/figures', wire.figures, signal),
    refetchInterval: REFRESH_MS,
  });
}

export function usePairs(): UseQueryResult<readonly wire.PairView[]> {
  const { api } = useView();
  return useQuery({
    queryKey: ['pairs'],
    queryFn: async ({ signal }) => (await api.get('/pairs?limit=200', pairList, signal)).items,
    refetchInterval: REFRESH_MS,
  });
}

/** A pair's newest conflicts, findings, plan and changes; asked again when the pair says that something moved. */
export function usePairDetail(pair: wire.PairView) {
  const { api } = useView();
  const { id, state, counts, lastRun } = pair;
  const path = `/pairs/${encodeURIComponent(id)}`;
  return useQuery({
    queryKey: ['pair', id, state, counts, lastRun?.id ?? null],
    queryFn: async ({ signal }) => {
      const [open, wrong, changes, plan] = await Promise.all([
        api.get(`${path}/conflicts?limit=200`, conflicts, signal),
        api.get(`${path}/findings?limit=200`, findings, signal),
        api.get(`${path}/journal?limit=30`, journal, signal),
        api.get(`${path}/plan`, wire.plan, signal),
      ]);
      return {
        conflicts: open.items.filter((one) => one.state === 'open'),
        /** Settled by a rule: the value that lost can still be taken. */
        decided: open.items.filter((one) => one.state === 'settled' && one.kept !== null),
        findings: wrong.items.filter((one) => one.state === 'open'),
        journal: changes.items,
        plan,
      };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS * 2,
  });
}

/** What the vendors' limits leave for today. */
export function useUsage(): UseQueryResult<UsageView> {
  const { api } = useView();
  return useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => api.get('/usage?days=1', usage, signal),
    refetchInterval: DAY_REFRESH_MS,
  });
}

/** Who should take the next client. */
export function useNextClient(question: NextClientQuestion): UseQueryResult<wire.NextClient> {
  const { api } = useView();
  const { tier, stage, start } = question;
  return useQuery({
    queryKey: ['next-client', tier, stage, start],
    queryFn: ({ signal }) => api.get(`/next-client?${new URLSearchParams({ tier, stage, start })}`, wire.nextClient, signal),
    enabled: start !== '' && tier !== '' && stage !== '',
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}
