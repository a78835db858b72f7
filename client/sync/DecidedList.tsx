import { Button } from '@vibe/core';
import { useTranslation } from 'react-i18next';
import type { ConflictView, PairView } from '../../core/protocol/api.ts';
import { type Action, actionKey, useAction } from '../data/actions.ts';
import { useView } from '../data/view-context.ts';
import { momentText } from '../format/dates.ts';
import { fieldTitle } from './field-title.ts';
import { sideName } from './side-name.ts';

const SHOWN = 5;

interface DecidedProps {
  readonly pair: PairView;
  readonly decided: readonly ConflictView[];
}

/** Conflicts that a rule has settled: what stands, and the value that lost, with a button to take it after all. */
export function DecidedList({ pair, decided }: DecidedProps) {
  const { t } = useTranslation();
  const { locale, now } = useView();
  const { run, busy } = useAction();
  if (decided.length === 0) return null;
  return (
    <section aria-label={t('sync.decided')}>
      <h4>{t('sync.decided')}</h4>
      <p className="ek-quiet ek-small">{t('sync.decidedHint')}</p>
      <ul className="ek-list">
        {decided.slice(0, SHOWN).map((conflict) => {
          const { id, kept, record } = conflict;
          const lost = kept === 'left' ? 'right' : 'left';
          const field = fieldTitle(pair, conflict.field);
          const value = conflict[lost] ?? t('sync.nothing');
          const side = t(`sync.side.${sideName(pair[lost])}`);
          const action: Action = { do: 'take', conflict: id, side: lost };
          return (
            <li key={id} className="ek-finding" data-decided={id} data-kept={kept}>
              <p>
                <strong>{record.name}</strong> · {field}: <del>{value}</del> <span aria-hidden="true">→</span>{' '}
                <span className="ek-value">{conflict[lost === 'left' ? 'right' : 'left'] ?? t('sync.nothing')}</span>{' '}
                <span className="ek-quiet ek-small">{momentText(conflict.at, now(), locale)}</span>
              </p>
              <Button
                kind="tertiary"
                size="small"
                loading={busy === actionKey(action)}
                aria-label={t('sync.takeLabel', { side, value, field, name: record.name })}
                onClick={() => run(action)}
                data-testid={`take-${lost}-${id}`}
              >
                {t('sync.takeValue', { value })}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
