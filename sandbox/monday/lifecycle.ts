/**
 * What monday tells an app of itself, on one address for all accounts: installed, uninstalled, paid for or not
 * (apps/docs/webhooks). Signed with the app's Client Secret, where webhooks of boards carry the Signing Secret.
 */
import { SignJWT } from 'jose';
import type { Grants } from '../world/people/grants.ts';
import type { Person, World } from '../world/world.ts';
import { accountOf, type MondayApp, type MondayOptions } from './options.ts';
import { RETRIES_MS, TOKEN_S } from './webhooks.ts';

export const lifecycleTypes = [
  'install',
  'uninstall',
  'app_subscription_created',
  'app_subscription_changed',
  'app_subscription_renewed',
  'app_subscription_cancelled_by_user',
  'app_subscription_cancellation_revoked_by_user',
  'app_subscription_cancelled',
  'app_subscription_renewal_attempt_failed',
  'app_subscription_renewal_failed',
  'app_trial_subscription_started',
  'app_trial_subscription_ended',
] as const;
export type LifecycleType = (typeof lifecycleTypes)[number];

const DAY_MS = 86_400_000;
const PERIOD_DAYS = 30;

/** `person`: who did it, in the account that it is about. An uninstalled app's tokens of that account are dead before it hears of it. */
export async function tellLifecycle(
  world: World & { readonly grants: Grants },
  options: MondayOptions,
  event: { readonly type: LifecycleType; readonly url: string; readonly person: Person },
): Promise<void> {
  const { type, url, person } = event;
  const { app } = options;
  if (type === 'uninstall') {
    const people = world.people.all().filter((one) => one.accountId === person.accountId);
    for (const { id } of people) world.grants.endAll('monday', app.clientId, id);
    world.store.commit();
  }
  const now = world.clock.now();
  world.push({
    service: 'monday',
    operation: type,
    url,
    headers: { 'content-type': 'application/json', authorization: await sign(app, person, url, now) },
    body: JSON.stringify({ type, data: dataOf(options, type, person, now) }),
    accepted: (status) => status === 200,
    retryAfterMs: RETRIES_MS,
    delayMs: 20,
  });
}

function dataOf(options: MondayOptions, type: LifecycleType, person: Person, now: number): Record<string, unknown> {
  const { app } = options;
  const account = accountOf(options, person.accountId);
  const trial = type.startsWith('app_trial');
  return {
    app_id: Number(app.appId),
    app_name: app.name,
    user_id: Number(person.mondayId),
    user_email: person.email,
    user_name: person.name,
    account_id: Number(account.id),
    account_name: account.name,
    account_slug: account.slug,
    account_tier: account.tier,
    account_max_users: 100,
    user_cluster: 'other',
    version_data: { major: 1, minor: 0, patch: 0, type: 'major' },
    timestamp: stamp(now),
    subscription: {
      plan_id: 'plan1',
      renewal_date: stamp(now + PERIOD_DAYS * DAY_MS),
      is_trial: trial,
      billing_period: 'monthly',
      days_left: PERIOD_DAYS,
    },
  };
}

const stamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '+00:00');

function sign(app: MondayApp, person: Person, url: string, now: number): Promise<string> {
  const issued = Math.floor(now / 1000);
  return new SignJWT({ accountId: Number(person.accountId), userId: Number(person.mondayId) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(url)
    .setIssuedAt(issued)
    .setExpirationTime(issued + TOKEN_S)
    .sign(new TextEncoder().encode(app.clientSecret));
}
