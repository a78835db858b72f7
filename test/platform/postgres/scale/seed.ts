/** A pair of many records in step, made by a few statements: a board and a keyed tab with a name and a budget each. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { brandAs, type ColumnRef } from '../../../../core/sync/ids.ts';
import type { PairSettings } from '../../../../core/sync/mapping.ts';
import type { Cell, Cells, RawRecord } from '../../../../core/sync/record.ts';

export const ACCOUNT = 'agency';

const SETTINGS: PairSettings = {
  fields: [
    { left: 'name', right: 'B', type: 'text', direction: 'two-way', policy: 'left', map: null, currency: null },
    { left: 'paid', right: 'C', type: 'number', direction: 'two-way', policy: 'right', map: null, currency: null },
  ],
  key: ['name'],
  filter: { left: [], right: [] },
  deletes: { left: 'follow', right: 'ask' },
  guard: { deletes: { count: 5, share: 0.1 }, changes: { count: 500, share: 0.3 } },
};

/** What `seed` hashes with: Postgres has it, too. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export const keyOf = (n: number): string => `ek${String(n).padStart(24, '0')}`;

/** The nth item and row as they stand; `paid` where somebody has changed it. */
export function item(n: number, paid = n): RawRecord {
  return { ...common(n), localId: brandAs(String(n)), key: null, cells: cells('name', 'paid', n, paid), position: null };
}

export function row(n: number, paid = n): RawRecord {
  return { ...common(n), localId: brandAs(''), key: keyOf(n), cells: cells('B', 'C', n, paid), position: n + 1 };
}

const common = (n: number) => ({ name: `Client ${n}`, version: null });

const cells = (name: string, paid: string, n: number, value: number): Cells => ({
  [brandAs<ColumnRef>(name)]: { kind: 'text', text: `Client ${n}` } as Cell,
  [brandAs<ColumnRef>(paid)]: { kind: 'number', number: String(value) } as Cell,
});

/** `owner`: a client that no policy binds. */
export async function seed(owner: pg.Client, records: number): Promise<void> {
  await owner.query('set search_path = evenkeel');
  await owner.query(`select set_config('evenkeel.account', '${ACCOUNT}', false)`);
  // Counters and packed fingerprints are written below, all at once.
  await owner.query('set session_replication_role = replica');
  await owner.query(`
    insert into accounts (account_id, name, external_id) values ('${ACCOUNT}', 'Agency', '1');
    insert into containers (id, vendor, external_id, hook) values ('board', 'monday', '1', 'h1'), ('book', 'google', 's', 'h2');
    insert into replicas (id, container_id, name, state, locator) values
      ('left', 'board', 'Clients', 'ready', '{"vendor":"monday","board":"1","keyColumn":"key","columns":null}'),
      ('right', 'book', 'Budget', 'ready',
        '{"vendor":"google","spreadsheet":"s","sheetId":1,"headerRow":1,"identity":"keyed","keyMetadataId":1,"columns":[]}');`);
  await owner.query(
    `insert into pairs (id, name, left_replica, right_replica, left_end, right_end, settings, state)
     values ('pair', 'Clients', 'left', 'right', '{}', '{}', $1, 'live')`,
    [JSON.stringify(SETTINGS)],
  );
  await owner.query(`
    create temp table made as
    select n, 'ek' || lpad(n::text, 24, '0') as key, 'Client ' || n as name,
      format('{"kind":"text","text":"Client %s"}', n) as named, format('{"kind":"number","number":"%s"}', n) as paid
    from generate_series(1, ${records}) n`);
  // As `core/sync/fingerprint.ts` writes a record with these two columns: both sides have to hash the same text.
  const told = (text: string) => `length(${text}) || ':' || ${text}`;
  const print = (name: string, paid: string) =>
    `md5(${told('name')} || '-' || ${told(`'${name}'`)} || 't' || ${told('name')} || ${told(`'${paid}'`)} || 'n' || ${told('n::text')})`;
  await owner.query(`
    insert into mirror_records (replica_id, local_id, name, cells, fingerprint)
    select 'left', n::text, name, format('{"name":%s,"paid":%s}', named, paid)::jsonb, ${print('name', 'paid')} from made
    union all
    select 'right', key, name, format('{"B":%s,"C":%s}', named, paid)::jsonb, ${print('B', 'C')} from made`);
  await owner.query(`
    update replicas set index = coalesce((select jsonb_agg(jsonb_build_array(key, n + 1, ${print('B', 'C')}, 1) order by n) from made), '[]')
    where id = 'right'`);
  await owner.query(`
    insert into archive (pair_id, record_key, left_id, right_id, state, name, made_by, base)
    select 'pair', key, n::text, key, 'live', name, '{"left":"person","right":"us"}',
      format('{"name":{"agreed":"%s","left":"\\"%s\\"","right":"\\"%s\\""},"paid":{"agreed":"%s","left":"\\"%s\\"","right":"\\"%s\\""}}',
        name, name, name, n, n, n)::jsonb from made`);
  await owner.query(`
    update replicas set fingerprints = coalesce(
      (select jsonb_object_agg(local_id, fingerprint) from mirror_records where replica_id = 'left'), '{}') where id = 'left';
    update pairs set records = ${records};
    set session_replication_role = default;
    analyze;`);
}
