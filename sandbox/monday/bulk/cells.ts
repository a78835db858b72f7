/** What a cell of an uploaded file means for a column (developer.monday.com/api-reference/docs/importing-items-in-bulk, 2026-06). */
import { idIn } from '../columns/kind.ts';
import { type Core, userById } from '../core.ts';
import { accountOf } from '../options.ts';
import type { BoardDoc, ColumnDoc } from '../state/model.ts';

/** Columns that rows are matched by. */
export const MATCHING: ReadonlySet<string> = new Set(['name', 'email', 'phone', 'text', 'numbers', 'link', 'date', 'long_text', 'status']);

/** An empty cell of a row that is there already is kept; this clears it. */
export const CLEAR = '<NULL>';

export const isBlank = (text: string): boolean => text.trim() === '';

/** What `change_multiple_column_values` would be sent; undefined: no value of this column, or a type that files can't fill. */
export function inputFrom(core: Core, board: BoardDoc, column: ColumnDoc, text: string): unknown {
  const own = text.trim();
  switch (column.type) {
    case 'text':
    case 'numbers':
    case 'long_text':
      return text;
    case 'status':
      return { label: text };
    case 'dropdown':
      return { labels: listed(own) };
    case 'people':
      return peopleFrom(core, board, own);
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(own) ? { date: own } : undefined;
    case 'timeline': {
      const [, from, to] = /^(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2})$/.exec(own) ?? [];
      return from === undefined ? undefined : { from, to };
    }
    case 'email': {
      const [, name, address] = /^(.*?)\s*<([^<>]+)>$/.exec(own) ?? [];
      return { email: address ?? own, text: name || (address ?? own) };
    }
    case 'link': {
      const [, words, url] = /^\[(.*)\]\(([^()]*)\)$/s.exec(own) ?? [];
      return { url: url ?? own, text: words ?? own };
    }
    case 'phone':
      return { phone: own, countryShortName: '' };
    case 'board_relation':
      return { item_ids: listed(own) };
    default:
      return undefined;
  }
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** E-mail, `user:<id>`, `team:<id>` or a name; each must be exactly one. */
function peopleFrom(core: Core, board: BoardDoc, text: string): unknown {
  const found = listed(text).map((part) => {
    const [, kind, id] = /^(user|team):(\d+)$/.exec(part) ?? [];
    if (kind === 'user') return userById(core, board.accountId, id ?? '') ? { id: Number(id), kind: 'person' } : undefined;
    if (kind === 'team') return teams(core, board).some((team) => team.id === id) ? { id: Number(id), kind: 'team' } : undefined;
    const own = part.toLowerCase();
    const fits = core.world.people
      .all()
      .filter((one) => one.accountId === board.accountId && (one.email.toLowerCase() === own || one.name.toLowerCase() === own))
      .map((one) => ({ id: Number(idIn(one.mondayId)), kind: 'person' }));
    const named = teams(core, board)
      .filter((team) => team.name.toLowerCase() === own)
      .map((team) => ({ id: Number(team.id), kind: 'team' }));
    const all = [...fits, ...named];
    return all.length === 1 ? all[0] : undefined;
  });
  return found.includes(undefined) ? undefined : { personsAndTeams: found };
}

const teams = (core: Core, board: BoardDoc) => accountOf(core.options, board.accountId).teams;
