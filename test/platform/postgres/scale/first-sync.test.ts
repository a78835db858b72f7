/** A first sync writes into tables whose statistics say that they are empty: it may not read all of them for each record. */
import { expect, test } from 'vitest';
import type { ContainerId, FieldId, LocalId, PairId, RecordKey, RunId } from '../../../../core/sync/ids.ts';
import { brandAs } from '../../../../core/sync/ids.ts';
import type { Commit } from '../../../../core/sync/store.ts';
import { keyOf, seed } from './seed.ts';
import { watchedDatabase } from './watched.ts';

const RECORDS = 1_000;
const PEOPLE = '[{"id":"77","name":"Irina","email":null}]';

const { store, owner, cost } = await watchedDatabase();

test('a thousand new records with a thousand events unread: each line of the journal finds its own event through the index', async () => {
  await seed(owner, 0);
  await owner.query(`update accounts set people = '${PEOPLE}'`);
  await owner.query(`
    insert into mailbox (container_id, event_id, body)
    select 'board', 'e' || n, format('{"event":{"pulseId":%s,"userId":77,"columnId":"name"}}', n)::jsonb from generate_series(1, ${RECORDS}) n`);
  const leases = await store.lease([brandAs<ContainerId>('board'), brandAs<ContainerId>('book')], 'test', 60_000);
  const { read, written } = await cost(() => store.commit(allOf(leases)));
  expect(written).toMatchObject({ archive: RECORDS, journal: RECORDS });
  expect(Object.entries(read).filter(([, n]) => n > 12 * RECORDS)).toEqual([]);
  const { rows } = await owner.query<{ who: string; n: number }>('select who, count(*)::int as n from journal group by who');
  expect(rows).toEqual([{ who: 'Irina', n: RECORDS }]);
});

/** Items that somebody made on the board and we in the sheet. */
function allOf(leases: Commit['leases']): Commit {
  const numbers = Array.from({ length: RECORDS }, (_, at) => at + 1);
  const names = numbers.map((n) => ({ n, key: brandAs<RecordKey>(keyOf(n)), name: `Client ${n}` }));
  return {
    pair: brandAs<PairId>('pair'),
    leases,
    entries: names.map(({ n, key, name }) => ({
      key,
      left: brandAs<LocalId>(String(n)),
      right: brandAs<LocalId>(key),
      state: 'live',
      name,
      base: {},
      madeBy: { left: 'person', right: 'us' },
    })),
    mirrors: [],
    rows: [],
    journal: names.map(({ key, name }) => ({
      run: brandAs<RunId>('first'),
      why: 'new',
      side: 'right',
      kind: 'create',
      key,
      name,
      field: null,
      before: {},
      after: { [brandAs<FieldId>('name')]: name },
    })),
    conflicts: [],
    closes: [],
    findings: [],
    held: [],
    directivesDone: [],
    wishes: [],
    clean: [],
    later: [],
    again: [],
    intent: null,
  };
}
