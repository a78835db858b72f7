import { Button } from '@vibe/core';
import { useTranslation } from 'react-i18next';
import { type FindingView, findingActionsOf, type PairView } from '../../core/protocol/api.ts';
import { type Action, actionKey, useAction } from '../data/actions.ts';
import { fieldTitle } from './field-title.ts';

/** What a person should see and mend, each in the product's own words. */
export function FindingList({ pair, findings }: { readonly pair: PairView; readonly findings: readonly FindingView[] }) {
  const { t } = useTranslation();
  const { run, busy } = useAction();
  if (findings.length === 0) return null;
  return (
    <section aria-label={t('sync.findings')}>
      <h4>
        {t('sync.findings')} <span className="ek-count">{findings.length}</span>
      </h4>
      <ul className="ek-list">
        {findings.map((finding) => (
          <li key={finding.id} className="ek-finding" data-finding={finding.id} data-kind={finding.kind}>
            <div>
              <p>
                {finding.record === undefined ? null : <strong>{finding.record.name}</strong>}
                {finding.field === undefined ? null : ` · ${fieldTitle(pair, finding.field)}`}
                {finding.value == null ? null : <span className="ek-value"> {finding.value}</span>}
              </p>
              <p className="ek-quiet">{finding.message}</p>
            </div>
            <span className="ek-buttons">
              {findingActionsOf(finding.kind).map((what) => {
                const action: Action = { do: 'finding', finding: finding.id, action: what };
                return (
                  <Button key={what} kind="tertiary" size="small" loading={busy === actionKey(action)} onClick={() => run(action)}>
                    {t(`sync.${what}`)}
                  </Button>
                );
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
