import { expect, test } from 'vitest';
import type { Lifecycle, LifecycleKind } from '../../../core/accounts/lifecycle.ts';
import { afterEvent } from '../../../core/accounts/lifecycle.ts';

const after = (lifecycle: Lifecycle, kind: LifecycleKind, at = 10) => afterEvent({ lifecycle, at: 5 }, { kind, at });

test.each<[Lifecycle, LifecycleKind, Lifecycle | null]>([
  ['active', 'uninstalled', 'uninstalled'],
  ['lapsed', 'uninstalled', 'uninstalled'],
  ['uninstalled', 'installed', 'active'],
  ['active', 'lapsed', 'lapsed'],
  ['lapsed', 'subscribed', 'active'],
  // Sent again for a paid re-install: it renews nothing.
  ['lapsed', 'installed', null],
  // What is said of the plan of an app that has gone doesn't bring it back.
  ['uninstalled', 'subscribed', null],
  ['uninstalled', 'lapsed', null],
  ['active', 'other', null],
])('an account that is %s, told “%s”, is %s', (now, kind, next) => {
  expect(after(now, kind)?.lifecycle ?? null).toBe(next);
});

test('an event that is older than the last one changes nothing; the same one twice changes nothing more', () => {
  expect(after('active', 'uninstalled', 4)).toBeNull();
  expect(after('uninstalled', 'uninstalled', 5)).toEqual({ lifecycle: 'uninstalled', at: 5 });
});
