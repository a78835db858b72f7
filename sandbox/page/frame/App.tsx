import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Bootstrap } from '../contract.ts';
import { followFeed } from '../live/feed.ts';
import { type Language, type Page, PageContext, type Theme } from '../live/page-context.ts';
import { BoardPane } from '../monday/BoardPane.tsx';
import { SheetPane } from '../sheet/SheetPane.tsx';
import { TryThis } from '../strip/TryThis.tsx';
import { WikiPane } from '../wiki/WikiPane.tsx';
import { TopBar } from './TopBar.tsx';

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, retryDelay: 300, refetchOnWindowFocus: false } } });

/** The demo page. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Loaded />
    </QueryClientProvider>
  );
}

function Loaded() {
  const { data, error } = useQuery({
    queryKey: ['bootstrap'],
    queryFn: async () => (await fetch('/page/bootstrap')).json() as Promise<Bootstrap>,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <p className="refused">The sandbox does not answer: {error.message}</p>;
  if (data === undefined) return <p className="waiting">Opening…</p>;
  return <Open bootstrap={data} />;
}

function Open({ bootstrap }: { readonly bootstrap: Bootstrap }) {
  const [personId, setPerson] = useState(bootstrap.people[0]?.id);
  const [theme, setTheme] = useState<Theme>('light');
  const [language, setLanguage] = useState<Language>('en');
  const [wide, setWide] = useState<'monday' | 'google' | 'confluence' | null>(null);
  const [online, setOnline] = useState(true);
  const [message, setMessage] = useState<{ text: string; wrong: boolean } | null>(null);
  const person = bootstrap.people.find(({ id }) => id === personId);

  useEffect(() => followFeed(queries, () => location.reload(), setOnline), []);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    if (message === null) return undefined;
    const gone = setTimeout(() => setMessage(null), 6_000);
    return () => clearTimeout(gone);
  }, [message]);

  const say = useCallback((text: string, wrong = false) => setMessage({ text, wrong }), []);
  const attempt = useCallback(
    async (work: () => Promise<unknown>) => {
      try {
        await work();
        return true;
      } catch (error) {
        say(error instanceof Error ? error.message : String(error), true);
        return false;
      }
    },
    [say],
  );
  const page = useMemo<Page | null>(
    () => (person === undefined ? null : { bootstrap, person, theme, language, say, attempt }),
    [bootstrap, person, theme, language, say, attempt],
  );
  if (page === null) return <p className="refused">Nobody lives in this sandbox.</p>;
  const widen = (name: NonNullable<typeof wide>) => ({ wide: wide === name, onWide: () => setWide(wide === name ? null : name) });
  return (
    <PageContext value={page}>
      <TopBar online={online} onPerson={setPerson} onTheme={setTheme} onLanguage={setLanguage} />
      <TryThis />
      <main className={wide === null ? 'panes' : `panes wide-${wide}`}>
        <BoardPane {...widen('monday')} />
        <SheetPane {...widen('google')} />
        <WikiPane {...widen('confluence')} />
      </main>
      {message === null ? null : (
        <p className={message.wrong ? 'message wrong' : 'message'} role={message.wrong ? 'alert' : 'status'}>
          {message.text}
        </p>
      )}
    </PageContext>
  );
}
