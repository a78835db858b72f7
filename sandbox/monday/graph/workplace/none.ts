/** Fields that this account has nothing in: they are answered as the vendor answers where nobody made use of them. */
import type { Person } from '../../../world/world.ts';
import { accountOf } from '../../options.ts';
import type { BoardDoc } from '../../state/model.ts';
import { mainWorkspaceId } from '../../state/places.ts';
import type { Args, Resolvers, Turn } from '../turn.ts';

export const noneResolvers: Resolvers = {
  Query: {
    docs: () => [],
    account_roles: () => [
      { id: '1', name: 'admin', roleType: 'basic_role' },
      { id: '2', name: 'member', roleType: 'basic_role' },
      { id: '3', name: 'view_only', roleType: 'basic_role' },
      { id: '4', name: 'guest', roleType: 'basic_role' },
    ],
  },
  User: {
    account_products: (person: Person, _args: Args, turn: Turn) => products(turn, person.accountId),
    became_active_at: () => null,
    custom_field_metas: () => [],
    custom_field_values: () => [],
    invitation_method: () => 'USER',
    out_of_office: () => null,
    serial_number: () => null,
  },
  Account: { products: (account: { id: string }, _args: Args, turn: Turn) => products(turn, account.id) },
  Board: {
    object_type_unique_key: () => null,
    views: (board: BoardDoc) => [
      {
        id: board.id.replace(/^77/, '17'),
        name: 'Main table',
        type: 'BoardTableView',
        settings_str: '{}',
        view_specific_data_str: '{}',
        source_view_id: null,
        settings: null,
        sort: null,
        filter_user_id: null,
        filter_team_id: null,
        tags: [],
        filter: null,
        access_level: 'edit',
      },
    ],
  },
  Column: { capabilities: () => ({ calculated: null, visibility: null }) },
  Item: { description: () => null },
};

const products = ({ core }: Turn, accountId: string): unknown[] => [
  { default_workspace_id: mainWorkspaceId(accountId), id: '1', kind: 'core', tier: accountOf(core.options, accountId).tier },
];
