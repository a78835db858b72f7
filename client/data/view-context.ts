import { createContext, useContext } from 'react';
import type { Host } from '../host/monday.ts';
import type { Api } from './api.ts';

/** What every section of the view may use. */
export interface View {
  readonly api: Api;
  readonly host: Host;
  /** BCP 47, from the person's language in monday. */
  readonly locale: string;
  readonly now: () => Date;
  /** Says how an action ended; the newest message stands until it is closed. */
  readonly tell: (message: Message) => void;
}

export interface Message {
  readonly kind: 'positive' | 'negative';
  readonly text: string;
}

export const ViewContext = createContext<View | null>(null);

/** The view around a section. */
export function useView(): View {
  const view = useContext(ViewContext);
  if (view === null) throw new Error('A section stands outside the view');
  return view;
}
