/** How a pair's fields are read and written: by what the columns of each side are. */
import { expect, test } from 'vitest';
import { isKeyed, planContext } from '../../../core/sync/decide/decide.ts';
import type { Column } from '../../../core/sync/record.ts';
import type { PairRow, ReplicaRow } from '../../../core/sync/store.ts';
import { BUDGET, field, PEOPLE, settingsOf } from './fixtures.ts';

const STAGE = field({ left: 'stage', type: 'choice' });
const pair = { settings: settingsOf({ fields: [STAGE, BUDGET] }) } as PairRow;
const column = (ref: string, kind: Column['kind'], labels: readonly string[] | null = null): Column =>
  ({ ref, title: ref, kind, writable: true, labels }) as Column;
const replica = (locator: object, columns: readonly Column[], locale: ReplicaRow['locale'] = null): ReplicaRow =>
  ({ locator, columns, locale }) as unknown as ReplicaRow;

const board = replica({ vendor: 'monday' }, [column('stage', 'choice', ['Lead']), column('cur', 'choice', ['EUR'])]);
const tab = replica(
  { vendor: 'google', identity: 'keyed' },
  [column('STAGE', 'text', ['Neu']), column('BUDGET', 'number'), column('CUR', 'text')],
  { locale: 'de-DE', timeZone: 'Europe/Berlin' },
);

test('[V19] a board’s columns take their own kind and labels; a column that isn’t there any more says nothing', () => {
  const { left } = planContext(pair, { left: board, right: tab }, PEOPLE);
  const said = { locale: null, people: PEOPLE, related: new Map() };
  expect(left(STAGE)).toEqual({ ...said, labels: ['Lead'], kinds: ['choice'], columnLabels: [['Lead']] });
  expect(left(BUDGET)).toEqual({ ...said, labels: null, kinds: [null, 'choice'], columnLabels: [null, ['EUR']] });
});

test('[V7] a sheet’s columns take any cell, in the file’s locale', () => {
  const { right } = planContext(pair, { left: board, right: tab }, PEOPLE);
  const said = { locale: 'de-DE', people: PEOPLE, related: new Map() };
  expect(right(STAGE)).toEqual({ ...said, labels: ['Neu'], kinds: [null], columnLabels: [null] });
  expect(right(BUDGET)).toEqual({ ...said, labels: null, kinds: [null, null], columnLabels: [null, null] });
});

test('[C8] nothing is made on a computed left', () => {
  const creates = (left: ReplicaRow) => planContext(pair, { left, right: tab }, PEOPLE).creates;
  expect(creates(board)).toEqual({ left: true, right: true });
  expect(creates(replica({ vendor: 'computed' }, []))).toEqual({ left: false, right: true });
});

test('[I1] rows of a keyed tab are known by their key, and nothing else is', () => {
  const keyed = (locator: object): boolean => isKeyed(replica(locator, []));
  expect(keyed({ vendor: 'google', identity: 'keyed' })).toBe(true);
  expect(keyed({ vendor: 'google', identity: 'plain' })).toBe(false);
  expect(keyed({ vendor: 'monday', identity: 'keyed' })).toBe(false);
});
