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
  create_webhook: 'webhooks:write',
  delete_webhook: 'webhooks:write',
  create_update: 'updates:write',
  edit_update: 'updates:write',
  delete_update: 'updates:write',
  create_workspace: 'workspaces:write',
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
