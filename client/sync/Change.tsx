import { useTranslation } from 'react-i18next';
import type { PairView } from '../../core/protocol/api.ts';
import { fieldTitle } from './field-title.ts';
import { sideName } from './side-name.ts';

interface ChangeProps {
  readonly pair: PairView;
  readonly change: {
    readonly side: 'left' | 'right';
    readonly kind: 'create' | 'update' | 'remove';
    readonly record: { readonly name: string };
    readonly field?: string | undefined;
    readonly before?: string | null | undefined;
    readonly after?: string | null | undefined;
  };
}

/** One change in a line: where, which record and field, from what to what. */
export function Change({ pair, change }: ChangeProps) {
  const { t } = useTranslation();
  const { kind, record, field, before, after } = change;
  const nothing = t('sync.nothing');
  return (
    <>
      <span className="ek-where">{t(`sync.side.${sideName(pair[change.side])}`)}</span>
      <span>
        <strong>{record.name}</strong>
        {kind === 'update' ? null : ` ${t(`sync.${kind}`)}`}
        {field === undefined ? null : (
          <>
            {` · ${fieldTitle(pair, field)}: `}
            <del>{before ?? nothing}</del> <span aria-hidden="true">→</span> <ins>{after ?? nothing}</ins>
          </>
        )}
      </span>
    </>
  );
}
