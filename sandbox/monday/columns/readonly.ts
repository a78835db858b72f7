import { isoSeconds, userById } from '../core.ts';
import type { ColumnKind } from './kind.ts';

/** Columns that monday fills by itself. */

export const creationLog: ColumnKind = {
  type: 'creation_log',
  typename: 'CreationLogValue',
  idPrefix: 'pulse_log',
  eventType: 'pulse-log',
  text: (cell) => `${isoSeconds(cell.item.createdAt).replace('T', ' ').replace('Z', '')} UTC`,
  value: (cell) => JSON.stringify({ created_at: isoSeconds(cell.item.createdAt), creator_id: Number(cell.item.creatorId) }),
  fields: {
    created_at: (cell) => isoSeconds(cell.item.createdAt),
    creator: (cell, core) => userById(core, cell.board.accountId, cell.item.creatorId) ?? null,
    creator_id: (cell) => cell.item.creatorId,
  },
  rank: (cell) => cell.item.createdAt,
};

export const lastUpdated: ColumnKind = {
  type: 'last_updated',
  typename: 'LastUpdatedValue',
  idPrefix: 'pulse_updated',
  eventType: 'pulse-updated',
  text: (cell) => `${isoSeconds(cell.item.updatedAt).replace('T', ' ').replace('Z', '')} UTC`,
  value: (cell) => JSON.stringify({ updated_at: isoSeconds(cell.item.updatedAt), updater_id: Number(cell.item.updaterId) }),
  fields: {
    updated_at: (cell) => isoSeconds(cell.item.updatedAt),
    updater: (cell, core) => userById(core, cell.board.accountId, cell.item.updaterId) ?? null,
    updater_id: (cell) => cell.item.updaterId,
  },
  rank: (cell) => cell.item.updatedAt,
};

export const itemId: ColumnKind = {
  type: 'item_id',
  typename: 'ItemIdValue',
  idPrefix: 'pulse_id',
  eventType: 'pulse-id',
  text: (cell) => cell.item.id,
  value: (cell) => JSON.stringify({ item_id: Number(cell.item.id) }),
  fields: { item_id: (cell) => cell.item.id },
  rank: (cell) => Number(cell.item.id),
};

/** Only `display_value` shows the formula's value, under limits of its own: `graph/formulas.ts`. */
export const formula: ColumnKind = {
  type: 'formula',
  typename: 'FormulaValue',
  idPrefix: 'formula',
  eventType: 'formula',
  settings: (defaults) => (typeof defaults.formula === 'string' ? { formula: defaults.formula } : {}),
  text: () => null,
  value: () => null,
};

/** Any type that this sandbox gives no behaviour: it can stand on a board and stays empty. */
export const unsupported = (type: string): ColumnKind => ({
  type,
  typename: 'UnsupportedValue',
  idPrefix: type,
  eventType: type.replaceAll('_', '-'),
  text: () => null,
  value: () => null,
});
