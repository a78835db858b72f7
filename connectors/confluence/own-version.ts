/** Each version of a page that we made names its intent in its message, for people and for whoever asks later whether it happened. */
import type { Intent } from '../../core/sync/ports.ts';
import { lastVersions } from './client.ts';
import type { KnownPage, Pages } from './pages.ts';

/** People may have saved since; more than that and the write is taken for one that never came. */
const VERSIONS = 50;

/** What our write made of a page, and what it covered. */
export interface OwnVersion {
  readonly before: KnownPage;
  readonly after: KnownPage;
}

export const messageOf = (intent: Intent): string => `Evenkeel ${intent.id}`;

/** The version that this intent made of a page; null when there is none. One call. */
export async function ownVersion(pages: Pages, intent: Intent, id: string): Promise<OwnVersion | null> {
  const versions = await lastVersions(pages.client, id, VERSIONS);
  const ours = versions.find((one) => one.message === messageOf(intent));
  if (!ours) return null;
  const before = versions.find((one) => one.number === ours.number - 1);
  return { before: toPage(before ?? ours), after: toPage(ours) };
}

const toPage = (version: Awaited<ReturnType<typeof lastVersions>>[number]): KnownPage => ({
  title: version.page?.title ?? '',
  spaceId: '',
  number: version.number,
  message: version.message ?? '',
  body: version.page?.body?.storage?.value ?? '',
});
