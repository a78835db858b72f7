import { describe } from 'vitest';
import { mondayFeed } from '../../../connectors/monday/changes.ts';
import { prepareBoard } from '../../../connectors/monday/prepare.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import type { BoardLocator } from '../../../core/accounts/locator.ts';
import { brandAs, type ColumnRef, type ReplicaId } from '../../../core/sync/ids.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { onTheWire } from '../../helpers/wire-log.ts';
import { clientsBoard, house } from '../../sandbox/monday/set-up.ts';
import { replicaContract } from '../replica.ts';
import { door } from './door.ts';
import type { ReplicaHouse } from './replica-house.ts';

const replica = brandAs<ReplicaId>('clients');

const boardOn = (apiVersion: string) => async (): Promise<ReplicaHouse> => {
  const options = { apiUrl: 'http://monday.test/v2', apiVersion };
  const at = house({ options: { trims: true } });
  const { board: id, columns } = await clientsBoard(at);
  const words = brandAs<ColumnRef>(columns.text ?? '');
  const wire = door(
    onTheWire([at.monday], () => at.world.clock.now()),
    (_, body) => body.includes('mutation'),
  );
  const token = at.appToken('boris');
  const deps: ConnectorDeps = {
    now: () => at.world.clock.now(),
    sleep: async () => undefined,
    uuid: () => at.world.ids.uuid(),
    token: async () => token,
    limit: (_call, run) => run(),
    fetch: wire.fetch,
  };
  const bare: BoardLocator = { vendor: 'monday', board: id, keyColumn: null, columns: null };
  const locator = await prepareBoard(deps, options, bare, [words]);
  const make = (name: string) => at.data(`mutation { create_item(board_id: ${id}, item_name: ${JSON.stringify(name)}) { id } }`);
  return {
    replica,
    name: brandAs<ColumnRef>('name'),
    words,
    traits: { reads: 'named', covers: 'later', late: 'known', takenAway: 'stays', keeps: 'words' },
    open: () => openBoard(deps, options, id, new Map([[replica, locator]])),
    person: {
      add: make,
      type: (record, ref, typed) =>
        at.data(
          'mutation ($item: ID!, $board: ID!, $values: JSON!) { change_multiple_column_values(item_id: $item, board_id: $board, column_values: $values) { id } }',
          {
            variables: { item: record.localId, board: id, values: JSON.stringify({ [ref]: typed }) },
          },
        ),
      remove: (record) => at.data(`mutation { archive_item(item_id: ${record.localId}) { id } }`),
      shuffle: () => make('Zed'),
    },
    pass: (ms) => at.time.pass(ms),
    wire,
    cut: () =>
      wire.alter((body) => {
        const answer = JSON.parse(body);
        const page = answer.data?.items_page ?? answer.data?.boards?.[0]?.items_page;
        if (page) page.items = page.items.slice(1);
        return page ? JSON.stringify(answer) : body;
      }),
    destroy: () => at.data(`mutation { delete_board(board_id: ${id}) { id } }`),
    unholdable: { kind: 'empty' },
    forbid: (record) => at.data(`mutation { delete_item(item_id: ${record.localId}) { id } }`),
    feed: {
      of: mondayFeed(deps, options),
      container: id,
      other: (await clientsBoard(at)).board,
      pushes: 'for good',
    },
  };
};

// The version that the product runs on, and the next one, which pages differently.
describe.each(['2026-10', '2027-01'])('API %s', (version) => replicaContract(boardOn(version), true));
