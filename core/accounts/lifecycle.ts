/** What an account may do, by what its hub says of the app's installation and subscription. */

/** `lapsed`: look only, nothing is synced and nothing deleted. `uninstalled`: nothing at all; soon forgotten. */
export type Lifecycle = 'active' | 'lapsed' | 'uninstalled';

/** What the hub may say. A subscription that a person cancelled runs on to its end, so only the end counts. */
export type LifecycleKind = 'installed' | 'uninstalled' | 'subscribed' | 'lapsed' | 'other';

export interface LifecycleStanding {
  readonly lifecycle: Lifecycle;
  /** When the hub said so by its own clock, ms since 1970. */
  readonly at: number;
}

/** The account after the event; null: nothing changes. Events come late, twice and out of order: an older one says nothing new. */
export function afterEvent(now: LifecycleStanding, event: { readonly kind: LifecycleKind; readonly at: number }): LifecycleStanding | null {
  if (event.at < now.at) return null;
  const lifecycle = next(now.lifecycle, event.kind);
  return lifecycle === null ? null : { lifecycle, at: event.at };
}

function next(now: Lifecycle, kind: LifecycleKind): Lifecycle | null {
  if (kind === 'uninstalled') return 'uninstalled';
  // Sent again for a paid re-install; it doesn't renew what has lapsed.
  if (kind === 'installed') return now === 'lapsed' ? null : 'active';
  if (now === 'uninstalled' || kind === 'other') return null;
  return kind === 'subscribed' ? 'active' : 'lapsed';
}
