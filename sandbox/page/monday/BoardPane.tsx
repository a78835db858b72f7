import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Pane } from '../frame/Pane.tsx';
import { ViewFrame } from '../host/ViewFrame.tsx';
import { usePage } from '../live/page-context.ts';
import { BoardTable } from './BoardTable.tsx';
import { readBoard, readBoardNames } from './board-data.ts';

interface BoardPaneProps {
  readonly wide: boolean;
  readonly onWide: () => void;
}

/** monday: the boards by tab, each as a table, and the app's board view as another tab of it. */
export function BoardPane({ wide, onWide }: BoardPaneProps) {
  const { bootstrap, person } = usePage();
  const [chosen, choose] = useState<string | null>(null);
  const [view, setView] = useState(false);
  const [jump, setJump] = useState<{ item: string; at: number } | null>(null);
  const names = useQuery({ queryKey: ['monday', 'names', person.id], queryFn: () => readBoardNames(person) });
  const board = chosen ?? bootstrap.board ?? names.data?.[0]?.id ?? null;

  async function openItem(item: string): Promise<void> {
    for (const { id } of names.data ?? []) {
      const held = await readBoard(person, id);
      if (!held?.items.some((one) => one.id === item)) continue;
      choose(id);
      setView(false);
      setJump((last) => ({ item, at: (last?.at ?? 0) + 1 }));
      return;
    }
  }

  return (
    <Pane name="monday" mark="m" tone="monday" wide={wide} onWide={onWide}>
      <div className="tabs" role="tablist" aria-label="Boards">
        {names.data?.map(({ id, name }) => (
          <button key={id} type="button" role="tab" aria-selected={id === board} onClick={() => choose(id)} data-board={id}>
            {name}
          </button>
        ))}
      </div>
      {bootstrap.viewUrl === null ? null : (
        <div className="subtabs" role="tablist" aria-label="Views">
          <button type="button" role="tab" aria-selected={!view} onClick={() => setView(false)}>
            Main table
          </button>
          <button type="button" role="tab" aria-selected={view} onClick={() => setView(true)} data-open-view>
            Evenkeel <span className="chip">View</span>
          </button>
        </div>
      )}
      {names.error === null ? null : <p className="refused">{names.error.message}</p>}
      {board === null ? null : view && bootstrap.viewUrl !== null ? (
        <ViewFrame key={`${person.id} ${board}`} board={board} address={bootstrap.viewUrl} onOpenItem={(item) => void openItem(item)} />
      ) : (
        <BoardTable key={board} board={board} jump={jump} />
      )}
    </Pane>
  );
}
