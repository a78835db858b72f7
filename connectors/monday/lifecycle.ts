/**
 * What monday says of the app itself, in one webhook for all accounts: installed, uninstalled, paid for or not. Signed
 * with the Client Secret, as the board view's session tokens are, so only its audience, our exact address, tells them apart.
 */
import { z } from 'zod';
import type { LifecycleKind } from '../../core/accounts/lifecycle.ts';
import { verifyHs256 } from './webhook.ts';

export interface LifecycleEvent {
  readonly kind: LifecycleKind;
  readonly account: { readonly id: string; readonly name: string };
  /** ms since 1970 on monday's clock. */
  readonly at: number;
}

const id = z.union([z.string(), z.number()]).transform(String);
const event = z.looseObject({
  type: z.string(),
  data: z.looseObject({ account_id: id, account_name: z.string().nullish(), timestamp: z.string() }),
});

/** Trials and paid plans alike; what says nothing of the end of either is `other`. */
const kinds: Readonly<Record<string, LifecycleKind>> = {
  install: 'installed',
  uninstall: 'uninstalled',
  app_subscription_created: 'subscribed',
  app_subscription_changed: 'subscribed',
  app_subscription_renewed: 'subscribed',
  app_subscription_cancellation_revoked_by_user: 'subscribed',
  app_trial_subscription_started: 'subscribed',
  app_subscription_cancelled: 'lapsed',
  app_subscription_renewal_failed: 'lapsed',
  app_trial_subscription_ended: 'lapsed',
};

/** The parsed JSON body; null for what is no event of an account. */
export function readLifecycle(body: unknown): LifecycleEvent | null {
  const parsed = event.safeParse(body);
  if (!parsed.success) return null;
  const { type, data } = parsed.data;
  const at = Date.parse(data.timestamp);
  if (Number.isNaN(at)) return null;
  return { kind: kinds[type] ?? 'other', account: { id: data.account_id, name: data.account_name ?? `monday ${data.account_id}` }, at };
}

const claims = z.looseObject({ accountId: id });

/** The account that the sender speaks for; null: don't believe it, answer 401. `now` in ms. */
export async function verifyLifecycle(
  authorization: string | null,
  expected: { readonly clientSecret: string; readonly url: string; readonly now: number },
): Promise<string | null> {
  const payload = await verifyHs256(authorization, expected.clientSecret, { now: expected.now, audience: expected.url });
  const known = claims.safeParse(payload);
  return known.success ? known.data.accountId : null;
}
