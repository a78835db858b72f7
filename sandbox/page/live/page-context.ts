import { createContext, useContext } from 'react';
import type { Bootstrap, PagePerson } from '../contract.ts';

export type Theme = 'light' | 'dark' | 'black';
export type Language = 'en' | 'ru';

export interface Page {
  readonly bootstrap: Bootstrap;
  /** Who acts. */
  readonly person: PagePerson;
  readonly theme: Theme;
  /** What the person reads in monday, and so in the board view. */
  readonly language: Language;
  /** Shows how something ended; errors in the vendor's words. */
  readonly say: (text: string, wrong?: boolean) => void;
  /** Runs something that may be refused, and says so when it is. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<boolean>;
}

export const PageContext = createContext<Page | null>(null);

/** The page around a pane. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('A pane stands outside the page');
  return page;
}
