/**
 * What monday tells a board view about where it stands, and what the view asks of monday. Nothing here calls monday's API:
 * the messages go to the page around the iframe.
 */
import init from 'monday-sdk-js/src/client.js';
import { z } from 'zod';

const colours = z.record(z.string(), z.unknown());

const contextSchema = z.object({
  theme: z.string().catch('light'),
  themeConfig: z
    .object({ colors: z.record(z.string(), colours) })
    .optional()
    .catch(undefined),
  boardId: z.union([z.number(), z.string()]).optional(),
  user: z.object({ id: z.coerce.string(), isViewOnly: z.boolean().catch(false), currentLanguage: z.string().catch('en') }),
});

export type HostContext = z.infer<typeof contextSchema>;

export interface Host {
  /** The view's context now. */
  context(): Promise<HostContext>;
  /** Calls back with each context that monday pushes (a theme switched, say); answers how to stop. */
  onContext(listener: (context: HostContext) => void): () => void;
  /** A fresh session token; never kept in an address or in storage. */
  sessionToken(): Promise<string>;
  /** Opens monday's card of an item. */
  openItem(itemId: string): void;
  /** Tells monday that the person got something out of the view. */
  valueCreated(): void;
  /** Tells monday how far the view has loaded. */
  reportTime(phase: 'load' | 'interactive'): void;
}

/** Begins the conversation with monday; once for a page. */
export function mondayHost(): Host {
  // The scroll helper would add a style element, which the page's policy refuses.
  const monday = init({ apiVersion: '2026-10', withoutScrollHelper: true });
  const ignore = () => undefined;
  return {
    async context() {
      return contextSchema.parse((await monday.get('context')).data);
    },
    onContext(listener) {
      return monday.listen('context', ({ data }) => {
        const read = contextSchema.safeParse(data);
        if (read.success) listener(read.data);
      });
    },
    async sessionToken() {
      return z
        .string()
        .min(1)
        .parse((await monday.get('sessionToken')).data);
    },
    openItem(itemId) {
      void monday.execute('openItemCard', { itemId: Number(itemId) }).catch(ignore);
    },
    valueCreated() {
      void monday.execute('valueCreatedForUser').catch(ignore);
    },
    reportTime(phase) {
      void monday.reportTime(phase).catch(ignore);
    },
  };
}
