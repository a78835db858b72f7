import { Button } from '@vibe/core';
import { useTranslation } from 'react-i18next';
import type { PairView, PlanView } from '../../core/protocol/api.ts';
import { type Action, actionKey, useAction } from '../data/actions.ts';
import { Change } from './Change.tsx';

/** So many steps are shown; the rest is counted. */
const SHOWN = 20;

/** A plan that waits: why, its steps record by record, and the decision. */
export function HeldSteps({ pair, plan }: { readonly pair: PairView; readonly plan: PlanView }) {
  const { t } = useTranslation();
  const { run, busy } = useAction();
  const { planId } = plan;
  if (planId === null || plan.steps.length === 0) return null;
  const title = plan.state === 'preview' ? t('sync.preview') : t('sync.held');
  return (
    <section className="ek-held" aria-label={title} data-plan={planId}>
      <h4>
        {title} <span className="ek-count">{plan.steps.length}</span>
      </h4>
      {plan.why?.map((why) => (
        <p key={why}>{why}</p>
      ))}
      <ul className="ek-list ek-changes">
        {plan.steps.slice(0, SHOWN).map((step) => (
          <li key={step.id} data-step={step.id}>
            <Change change={step} pair={pair} />
          </li>
        ))}
      </ul>
      {plan.steps.length > SHOWN ? <p className="ek-quiet">{t('sync.moreSteps', { count: plan.steps.length - SHOWN })}</p> : null}
      <span className="ek-buttons">
        {(['approve', 'drop'] as const).map((what) => {
          const action: Action = { do: 'plan', pair: pair.id, plan: planId, action: what };
          return (
            <Button
              key={what}
              kind={what === 'approve' ? 'primary' : 'secondary'}
              size="small"
              loading={busy === actionKey(action)}
              onClick={() => run(action)}
            >
              {t(`sync.${what}`)}
            </Button>
          );
        })}
      </span>
    </section>
  );
}
