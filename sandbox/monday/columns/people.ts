import { type Core, userById } from '../core.ts';
import { MondayError } from '../http/errors.ts';
import { accountOf } from '../options.ts';
import { badValue, type Cell, type ColumnKind, idIn, isObject, type Site, stored, updatedAt } from './kind.ts';

interface Entity {
  readonly id: number;
  readonly kind: 'person' | 'team';
}

export const people: ColumnKind = {
  type: 'people',
  typename: 'PeopleValue',
  idPrefix: 'multiple_person',
  eventType: 'multiple-person',
  write: (input, site) => {
    const list = isObject(input) ? input.personsAndTeams : undefined;
    if (!Array.isArray(list)) throw badValue(site, input);
    return kept(
      list.map((entry) => entityFrom(entry, site, input)),
      site,
    );
  },
  writeText: (input, site) => {
    const ids = input
      .split(',')
      .map((part) => part.trim().replace(/^person-/, ''))
      .filter((part) => part !== '');
    return kept(
      ids.map((id) => entityFrom({ id, kind: 'person' }, site, input)),
      site,
    );
  },
  text: (cell, core) =>
    entitiesOf(cell.stored)
      .map((entity) => nameOf(entity, cell, core))
      .join(', '),
  fields: {
    persons_and_teams: (cell) => entitiesOf(cell.stored).map(({ id, kind }) => ({ id: String(id), kind })),
    updated_at: updatedAt,
  },
  terms: (cell) => (cell.stored === undefined ? [''] : entitiesOf(stored(cell)).map(({ id, kind }) => `${kind}-${id}`)),
};

function entityFrom(entry: unknown, site: Site, input: unknown): Entity {
  const id = isObject(entry) ? idIn(entry.id) : null;
  const kind = isObject(entry) ? (entry.kind ?? 'person') : null;
  if (id === null || (kind !== 'person' && kind !== 'team')) throw badValue(site, input);
  const { accountId } = site.board;
  const known =
    kind === 'team'
      ? accountOf(site.core.options, accountId).teams.some((team) => team.id === id)
      : userById(site.core, accountId, id) !== undefined;
  if (!known)
    throw new MondayError('InvalidUserIdException', "This user ID doesn't exist", {
      errorData: { [kind === 'team' ? 'team_id' : 'user_id']: id, column_id: site.column.id },
    });
  return { id: Number(id), kind };
}

function kept(entities: readonly Entity[], site: Site): unknown {
  const unique = entities.filter((entity, at) => entities.findIndex(({ id, kind }) => id === entity.id && kind === entity.kind) === at);
  return unique.length === 0 ? undefined : { personsAndTeams: unique, changed_at: site.now };
}

function entitiesOf(value: unknown): Entity[] {
  return isObject(value) && Array.isArray(value.personsAndTeams) ? (value.personsAndTeams as Entity[]) : [];
}

function nameOf(entity: Entity, cell: Cell, core: Core): string {
  const id = String(entity.id);
  if (entity.kind === 'team') return accountOf(core.options, cell.board.accountId).teams.find((team) => team.id === id)?.name ?? '';
  return userById(core, cell.board.accountId, id)?.name ?? '';
}
