import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, createApi } from '../data/api.ts';
import { type Message, type View, ViewContext } from '../data/view-context.ts';
import type { Host, HostContext } from '../host/monday.ts';
import { createSession } from '../host/session.ts';
import { applyTheme } from '../host/theme.ts';
import { languageOf, localeOf, speak } from '../words/words.ts';
import { Sections } from './Sections.tsx';
import { Closed } from './States.tsx';

interface AppProps {
  readonly host: Host;
  /** The API's address without a slash at its end. */
  readonly apiRoot: string;
  readonly now: () => Date;
  /** After so long without a word from monday, the view believes that it stands outside of it. */
  readonly patienceMs: number;
}

/** The board view: listens to monday, and shows its sections once it knows where it stands and for whom. */
export function App({ host, apiRoot, now, patienceMs }: AppProps) {
  const { t } = useTranslation();
  const context = useHostContext(host, patienceMs);
  const [message, tell] = useState<Message | null>(null);
  const queries = useMemo(
    () => new QueryClient({ defaultOptions: { queries: { retry: retryOnce, retryDelay: 400, staleTime: 500 } } }),
    [],
  );
  const api = useMemo(
    () =>
      createApi(
        apiRoot,
        createSession(() => host.sessionToken()),
        () => document.documentElement.lang,
        (...call) => fetch(...call),
      ),
    [apiRoot, host],
  );
  const locale = localeOf(context === null || context === 'outside' ? 'en' : languageOf(context.user.currentLanguage));
  // Sentences of the product are in the language that they were asked for in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the language changes
  useEffect(() => void queries.invalidateQueries(), [queries, locale]);
  const view = useMemo<View>(() => ({ api, host, locale, now, tell }), [api, host, locale, now]);

  if (context === 'outside') return <Closed state="outside" title={t('access.outside')} hint={t('access.outsideHint')} />;
  if (context?.user.isViewOnly === true) return <Closed state="viewer" title={t('access.viewer')} hint={t('access.viewerHint')} />;
  return (
    <QueryClientProvider client={queries}>
      <ViewContext value={view}>
        <Sections ready={context !== null} message={message} onClose={() => tell(null)} />
      </ViewContext>
    </QueryClientProvider>
  );
}

/** Null until monday answers; every context that it pushes later changes theme and language at once. */
function useHostContext(host: Host, patienceMs: number): HostContext | 'outside' | null {
  const [context, setContext] = useState<HostContext | 'outside' | null>(null);
  useEffect(() => {
    const take = (next: HostContext) => {
      applyTheme(document, next);
      const language = languageOf(next.user.currentLanguage);
      document.documentElement.lang = language;
      speak(language);
      setContext(next);
    };
    const giveUp = setTimeout(() => setContext((held) => held ?? 'outside'), patienceMs);
    const stop = host.onContext(take);
    host.context().then(take, () => setContext((held) => held ?? 'outside'));
    return () => {
      clearTimeout(giveUp);
      stop();
    };
  }, [host, patienceMs]);
  return context;
}

/** A refusal stays a refusal; a missing answer is worth one more question. */
function retryOnce(failures: number, error: Error): boolean {
  return failures < 1 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500);
}
