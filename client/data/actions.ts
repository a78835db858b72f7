/** What a person can do from the view. Each is one call, one run of the product, and tells how it ended. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type FindingAction, undone } from '../../core/protocol/api.ts';
import { ApiError } from './api.ts';
import { useView } from './view-context.ts';

export type Action =
  | { readonly do: 'undo'; readonly run: string }
  | { readonly do: 'take'; readonly conflict: string; readonly side: 'left' | 'right' }
  | { readonly do: 'finding'; readonly finding: string; readonly action: FindingAction }
  | { readonly do: 'plan'; readonly pair: string; readonly plan: string; readonly action: 'approve' | 'drop' };

const anything = z.unknown();

/** Runs an action; `busy` names the one under way, by `actionKey`. */
export function useAction(): { run: (action: Action) => void; busy: string | null } {
  const { api, host, tell } = useView();
  const { t } = useTranslation();
  const cache = useQueryClient();
  const mutation = useMutation({
    mutationFn: async (action: Action): Promise<string> => {
      switch (action.do) {
        case 'undo': {
          const { planId } = await api.post('/undo', { run: action.run }, undone);
          return planId === undefined ? t('done.undo') : t('done.undoHeld');
        }
        case 'take':
          await api.post(`/conflicts/${encodeURIComponent(action.conflict)}`, { take: action.side }, anything);
          return t('done.take');
        case 'finding':
          await api.post(`/findings/${encodeURIComponent(action.finding)}`, { action: action.action }, anything);
          return t(`done.${action.action}`);
        case 'plan':
          await api.post(`/pairs/${encodeURIComponent(action.pair)}/plan/${action.action}`, { planId: action.plan }, anything);
          return t(`done.${action.action}`);
      }
    },
    onSuccess: (text) => {
      tell({ kind: 'positive', text });
      host.valueCreated();
    },
    onError: (error) => tell({ kind: 'negative', text: error instanceof ApiError && error.status > 0 ? error.message : t('error.action') }),
    onSettled: () => cache.invalidateQueries(),
  });
  return { run: mutation.mutate, busy: mutation.isPending ? actionKey(mutation.variables) : null };
}

/** One text for one action, to find its button again. */
export function actionKey(action: Action): string {
  return JSON.stringify(action);
}
