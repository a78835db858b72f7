import { useEffect, useRef, useState } from 'react';
import type { PagePerson, PageSession, PageSessionAsked } from '../contract.ts';
import { type Language, type Theme, usePage } from '../live/page-context.ts';
import { hostView } from './view-host.ts';

interface ViewFrameProps {
  readonly board: string;
  readonly address: string;
  readonly onOpenItem: (item: string) => void;
}

/** The app's board view, embedded as monday embeds it: an iframe with the session token and the board in its address. */
export function ViewFrame({ board, address, onOpenItem }: ViewFrameProps) {
  const { person, theme, language, say } = usePage();
  const frame = useRef<HTMLIFrameElement>(null);
  const [source, setSource] = useState<string | null>(null);
  const now = useRef({ theme, language, onOpenItem, say, push: () => {} });
  now.current = { ...now.current, theme, language, onOpenItem, say };

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const session = () => askSession(person, board, now.current);
    const host = hostView(element, new URL(address).origin, {
      context: async () => (await session()).context,
      sessionToken: async () => (await session()).token,
      api: async (query, variables) => {
        const headers = { 'content-type': 'application/json', authorization: person.tokens.monday, 'api-version': '2026-10' };
        return (await fetch('/v2', { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
      },
      execute: (type, params) => {
        if (type === 'notice') now.current.say(String(params.message ?? ''), params.type === 'error');
        if (type === 'openItemCard') now.current.onOpenItem(String(params.itemId));
        return type === 'confirm' ? { confirm: window.confirm(String(params.message ?? '')) } : { success: true };
      },
    });
    now.current.push = () => void session().then(({ context }) => host.push('context', context));
    void session().then(({ token }) => {
      const url = new URL(address);
      url.searchParams.set('sessionToken', token);
      url.searchParams.set('boardId', board);
      setSource(url.href);
    });
    return () => {
      now.current.push = () => {};
      host.stop();
    };
  }, [person, board, address]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these two are what is pushed
  useEffect(() => now.current.push(), [theme, language]);
  return <iframe ref={frame} className="view" title="Evenkeel board view" {...(source === null ? {} : { src: source })} />;
}

async function askSession(person: PagePerson, board: string, as: { theme: Theme; language: Language }): Promise<PageSession> {
  const asked: PageSessionAsked = { person: person.id, board, theme: as.theme, language: as.language };
  const body = JSON.stringify(asked);
  const response = await fetch('/page/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!response.ok) throw new Error('monday gives no session token for this board');
  return (await response.json()) as PageSession;
}
