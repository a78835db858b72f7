import { Button } from '@vibe/core';
import { useTranslation } from 'react-i18next';
import type { ConflictView, PairView } from '../../core/protocol/api.ts';
import { type Action, actionKey, useAction } from '../data/actions.ts';
import { fieldTitle } from './field-title.ts';
import { sideName } from './side-name.ts';

/** Open conflicts, each with both values and a button to keep either. */
export function ConflictList({ pair, conflicts }: { readonly pair: PairView; readonly conflicts: readonly ConflictView[] }) {
  const { t } = useTranslation();
  if (conflicts.length === 0) return null;
  return (
    <section aria-label={t('sync.conflicts')}>
      <h4>
        {t('sync.conflicts')} <span className="ek-count">{conflicts.length}</span>
      </h4>
      <p className="ek-quiet ek-small">{t('sync.conflictHint')}</p>
      <ul className="ek-list">
        {conflicts.map((conflict) => (
          <li key={conflict.id} className="ek-conflict" data-conflict={conflict.id}>
            <p>
              <strong>{conflict.record.name}</strong> · {fieldTitle(pair, conflict.field)}
            </p>
            {conflict.message === undefined ? null : <p className="ek-small">{conflict.message}</p>}
            <div className="ek-sides">
              <Side pair={pair} conflict={conflict} side="left" />
              <Side pair={pair} conflict={conflict} side="right" />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Side({ pair, conflict, side }: { readonly pair: PairView; readonly conflict: ConflictView; readonly side: 'left' | 'right' }) {
  const { t } = useTranslation();
  const { run, busy } = useAction();
  const name = t(`sync.side.${sideName(pair[side])}`);
  const value = conflict[side];
  const action: Action = { do: 'take', conflict: conflict.id, side };
  return (
    <div className="ek-side">
      <span className="ek-quiet ek-small">{name}</span>
      <span className="ek-value" data-side={side}>
        {value ?? t('sync.nothing')}
      </span>
      <Button
        kind="secondary"
        size="small"
        loading={busy === actionKey(action)}
        aria-label={t('sync.takeLabel', {
          side: name,
          value: value ?? t('sync.nothing'),
          field: fieldTitle(pair, conflict.field),
          name: conflict.record.name,
        })}
        onClick={() => run(action)}
        data-testid={`take-${side}-${conflict.id}`}
      >
        {t('sync.take', { side: name })}
      </Button>
    </div>
  );
}
