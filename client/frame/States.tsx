import { AttentionBox, EmptyState, Skeleton } from '@vibe/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../data/api.ts';

/** A section's place before its first answer. */
export function Loading({ lines = 6 }: { readonly lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className="ek-loading" role="status" aria-label={t('loading')} data-state="loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} type="rectangle" fullWidth height={32} />
      ))}
    </div>
  );
}

/** A section that could not be read: why, and what to do. A refusal is not an error but a message. */
export function Failed({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && (error.status === 403 || error.status === 401)) {
    return (
      <div data-state="denied">
        <AttentionBox type="neutral" title={t('access.denied')} text={error.message || t('access.deniedHint')} animate={false} />
      </div>
    );
  }
  const text = error instanceof ApiError && error.status > 0 && error.code !== 'unexpected' ? error.message : t('error.text');
  return (
    <div data-state="error">
      <AttentionBox
        type="negative"
        title={t('error.title')}
        text={text}
        animate={false}
        action={{ text: t('error.retry'), onClick: retry }}
      />
    </div>
  );
}

/** A section with nothing to show yet: what it will show, and what to do for it. */
export function Empty({ title, hint }: { readonly title: string; readonly hint: string }) {
  return (
    <div className="ek-empty" data-state="empty">
      <EmptyState title={title} description={hint} />
    </div>
  );
}

/** The whole view can't be used here or by this person. */
export function Closed({ title, hint, state }: { readonly title: string; readonly hint: string; readonly state: string }) {
  return (
    <main className="ek-closed" data-state={state}>
      <EmptyState title={title} description={hint} />
    </main>
  );
}
