import { memo } from 'react';
import { usePage } from '../live/page-context.ts';
import type { BoardColumn, BoardItem } from './board-data.ts';
import { archiveItem, duplicateItem, setCell } from './board-edits.ts';
import { ItemCell } from './ItemCell.tsx';
import { TextEdit } from './TextEdit.tsx';

interface ItemRowProps {
  readonly board: string;
  readonly columns: readonly BoardColumn[];
  readonly item: BoardItem;
}

/** One item; redrawn only when it changed. */
export const ItemRow = memo(
  Row,
  (before, after) => before.columns === after.columns && JSON.stringify(before.item) === JSON.stringify(after.item),
);

function Row({ board, columns, item }: ItemRowProps) {
  const { person, attempt } = usePage();
  return (
    <tr className="item" data-item={item.id}>
      <th scope="row" className="stick">
        <TextEdit text={item.name} label="Name" onSave={(name) => attempt(() => setCell(person, board, item.id, 'name', name))} />
      </th>
      {columns.map((column) => (
        <td key={column.id} className={`type-${column.type}`} data-column={column.id}>
          <ItemCell
            column={column}
            text={item.cells[column.id]?.text ?? ''}
            value={item.cells[column.id]?.value ?? null}
            onSet={(value) => attempt(() => setCell(person, board, item.id, column.id, value))}
          />
        </td>
      ))}
      <td className="row-actions">
        <button type="button" title="Duplicate" onClick={() => void attempt(() => duplicateItem(person, board, item.id))}>
          Copy<span className="hidden"> {item.name}</span>
        </button>
        <button type="button" title="Archive" onClick={() => void attempt(() => archiveItem(person, item.id))}>
          Archive<span className="hidden"> {item.name}</span>
        </button>
      </td>
    </tr>
  );
}
