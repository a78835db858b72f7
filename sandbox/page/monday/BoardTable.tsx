import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { usePage } from '../live/page-context.ts';
import { readBoard } from './board-data.ts';
import { addItem } from './board-edits.ts';
import { ItemRow } from './ItemRow.tsx';

interface BoardTableProps {
  readonly board: string;
  /** Scroll to this item; a new `at` asks again. */
  readonly jump: { readonly item: string; readonly at: number } | null;
}

/** Columns that a reader of the page gains nothing from. */
const PLUMBING = new Set(['subtasks', 'item_id', 'auto_number']);

/** A board as a table, by group. */
export function BoardTable({ board, jump }: BoardTableProps) {
  const { person } = usePage();
  const { data, error } = useQuery({ queryKey: ['monday', 'board', board, person.id], queryFn: () => readBoard(person, board) });
  const [search, setSearch] = useState('');
  const table = useRef<HTMLDivElement>(null);
  const shown = data !== undefined;
  useEffect(() => {
    if (jump === null || !shown) return;
    const row = table.current?.querySelector(`[data-item="${CSS.escape(jump.item)}"]`);
    row?.scrollIntoView({ block: 'center' });
    row?.classList.add('found');
  }, [jump, shown]);

  if (error !== null) return <p className="refused">{error.message}</p>;
  if (data === undefined) return <p className="waiting">Reading the board…</p>;
  if (data === null) return <p className="refused">{person.name} can’t see this board.</p>;
  const columns = data.columns.filter(({ type }) => !PLUMBING.has(type));
  const wanted = search.trim().toLocaleLowerCase();
  const items = wanted === '' ? data.items : data.items.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  return (
    <>
      <div className="toolbar">
        <input
          type="search"
          placeholder={`Search ${data.items.length} items`}
          aria-label="Search items"
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="quiet">{data.name}</span>
      </div>
      <div className="scroll board" ref={table}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="stick">
                Name
              </th>
              {columns.map(({ id, title, type }) => (
                <th key={id} scope="col" className={`type-${type}`}>
                  {title}
                </th>
              ))}
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          {data.groups.map((group) => {
            const rows = items.filter((item) => item.group === group.id);
            return (
              <tbody key={group.id} style={{ '--group': group.color }}>
                <tr className="group">
                  <th scope="rowgroup" colSpan={columns.length + 2}>
                    {group.title} <span className="quiet">{rows.length}</span>
                  </th>
                </tr>
                {rows.map((item) => (
                  <ItemRow key={item.id} board={data.id} columns={columns} item={item} />
                ))}
                <AddItem board={data.id} group={group.id} width={columns.length + 2} />
              </tbody>
            );
          })}
        </table>
      </div>
    </>
  );
}

function AddItem({ board, group, width }: { readonly board: string; readonly group: string; readonly width: number }) {
  const { person, attempt } = usePage();
  const [name, setName] = useState('');
  async function add(): Promise<void> {
    const typed = name.trim();
    if (typed !== '' && (await attempt(() => addItem(person, board, group, typed)))) setName('');
  }
  return (
    <tr className="add">
      <td colSpan={width}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <input value={name} placeholder="+ Add item" aria-label="Name of a new item" onChange={(event) => setName(event.target.value)} />
        </form>
      </td>
    </tr>
  );
}
