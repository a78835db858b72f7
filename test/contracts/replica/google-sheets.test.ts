import { googleFeed } from '../../../connectors/google-sheets/changes.ts';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import { brandAs, type ColumnRef } from '../../../core/sync/ids.ts';
import { book, house, open, tabId, urls } from '../../connectors/google-sheets/house.ts';
import { replicaContract } from '../replica.ts';
import { door } from './door.ts';
import { type ReplicaHouse, text } from './replica-house.ts';

const HEADERS = ['Client', 'Words'];

async function spreadsheet(): Promise<ReplicaHouse> {
  const at = house();
  const sheet = await book(at, [HEADERS]);
  const { locator } = await open(at, sheet, HEADERS);
  const wire = door(at.deps.fetch, (request) => request.url.includes(':batchUpdate'));
  const deps = { ...at.deps, fetch: wire.fetch };
  const column = { Client: 'A', Words: 'B' } as Readonly<Record<string, string>>;
  const rowOf = async (name: string): Promise<number> => (await sheet.values('Budgets!A1:A40')).findIndex(([cell]) => cell === name) + 1;
  let forbidden = 0;
  return {
    replica: tabId,
    name: brandAs<ColumnRef>('Client'),
    words: brandAs<ColumnRef>('Words'),
    traits: { reads: 'all', covers: 'at-once', late: 'refused', takenAway: 'stays', keeps: 'spaces' },
    open: () => openSpreadsheet(deps, urls, sheet.id, new Map([[tabId, locator]])),
    person: {
      add: async (name) => {
        const rows = await sheet.values('Budgets!A1:A40');
        await sheet.type(`Budgets!A${rows.length + 1}`, [[name]]);
      },
      type: async (record, ref, typed) => {
        await sheet.type(`Budgets!${column[ref]}${await rowOf(record.name)}`, [[typed]]);
      },
      remove: async (record) => {
        const row = await rowOf(record.name);
        await sheet.batch({
          deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: row - 1, endIndex: row } },
        });
      },
      shuffle: async () => {
        await sheet.insertRow(2);
        await sheet.type('Budgets!A2', [['Zed']]);
      },
    },
    pass: (ms) => at.time.pass(ms),
    wire,
    cut: () => wire.alter((body) => body.slice(0, body.length / 2)),
    destroy: async () => {
      await at.boris('DELETE', `/drive/v3/files/${sheet.id}`);
    },
    unholdable: text('x'.repeat(50_001)),
    forbid: async (record) => {
      forbidden = await rowOf(record.name);
      const range = { sheetId: sheet.sheetId, startRowIndex: forbidden - 1, endRowIndex: forbidden };
      await sheet.batch({ addProtectedRange: { protectedRange: { range, editors: { users: ['boris@polyus.example'] } } } });
    },
    feed: {
      of: googleFeed(deps, urls),
      container: sheet.id,
      other: (await book(at, [HEADERS])).id,
      pushes: 'for a while',
    },
  };
}

replicaContract(spreadsheet, true);
