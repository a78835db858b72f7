/** What is asked before any root field runs: may this token, is it only for readers, does a fault want it to fail. */
import { MondayError, unauthorized } from '../http/errors.ts';
import type { Turn } from './turn.ts';

const SCOPES: Readonly<Record<string, string>> = {
  me: 'me:read',
  users: 'users:read',
  teams: 'teams:read',
  workspaces: 'workspaces:read',
  account: 'account:read',
  boards: 'boards:read',
  items: 'boards:read',
  next_items_page: 'boards:read',
  items_page_by_column_values: 'boards:read',
  webhooks: 'webhooks:read',
  updates: 'updates:read',
  tags: 'tags:read',
  replies: 'updates:read',
  docs: 'docs:read',
  assets: 'assets:read',
  folders: 'workspaces:read',
  account_roles: 'account:read',
  create_webhook: 'webhooks:write',
  delete_webhook: 'webhooks:write',
  create_update: 'updates:write',
  edit_update: 'updates:write',
  delete_update: 'updates:write',
  like_update: 'updates:write',
  unlike_update: 'updates:write',
  pin_to_top: 'updates:write',
  unpin_from_top: 'updates:write',
  clear_item_updates: 'updates:write',
  add_file_to_update: 'updates:write',
  create_notification: 'notifications:write',
  create_workspace: 'workspaces:write',
  update_workspace: 'workspaces:write',
  delete_workspace: 'workspaces:write',
  create_folder: 'workspaces:write',
  update_folder: 'workspaces:write',
  delete_folder: 'workspaces:write',
  add_users_to_workspace: 'workspaces:write',
  delete_users_from_workspace: 'workspaces:write',
  add_teams_to_workspace: 'workspaces:write',
  delete_teams_from_workspace: 'workspaces:write',
};

export function admit(turn: Turn, field: string, mutation: boolean): void {
  const { core, actor } = turn;
  if (field === 'complexity' || field === 'version' || field === 'versions') return;
  const scope = SCOPES[field] ?? (mutation ? 'boards:write' : 'boards:read');
  if (actor.app !== null && !actor.scopes.includes(scope)) {
    throw new MondayError('missingRequiredPermissions', 'Missing required permissions', { errorData: { required_permissions: [scope] } });
  }
  if (mutation && actor.person.viewOnly) throw unauthorized();
  if (core.world.failsPartially('monday', field, actor.label)) {
    throw new MondayError('INTERNAL_SERVER_ERROR', 'Internal server error', { status: 500 });
  }
}
