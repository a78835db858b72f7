import { type FieldNode, valueFromASTUntyped } from 'graphql';
import type { Core } from '../core.ts';
import type { Operation } from './complexity.ts';
import { rootNodes } from './execute.ts';

/** Mutations that name a board or an item of it and leave both as they are. */
const BESIDE = new Set(['create_webhook', 'create_update', 'clear_item_updates', 'ingest_items', 'backfill_items']);

/** The account's boards that an operation writes: what monday locks for one writer at a time (vendor's error 423). */
export function boardsWritten(core: Core, accountId: string, operation: Operation): string[] {
  if (operation.node.operation !== 'mutation') return [];
  const boards = rootNodes(operation)
    .filter((field) => !BESIDE.has(field.name.value))
    .flatMap((field) => [
      ...given(field, 'board_id', operation),
      ...[...given(field, 'item_id', operation), ...given(field, 'parent_item_id', operation)].map(
        (item) => core.tables.items.get(item)?.boardId ?? '',
      ),
    ]);
  return [...new Set(boards)].filter((board) => core.tables.boards.get(board)?.accountId === accountId);
}

function given(field: FieldNode, name: string, { variables }: Operation): string[] {
  const node = field.arguments?.find((argument) => argument.name.value === name)?.value;
  const value: unknown = node && valueFromASTUntyped(node, variables);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
