import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DemoStatus } from '../contract.ts';
import { usePage } from '../live/page-context.ts';
import { answerLine, editBothSides, editBudget, type Stage, sortSheet, typeWord } from './demo-deeds.ts';

interface Card {
  readonly id: string;
  readonly title: string;
  readonly watch: string;
  readonly button: string;
  readonly deed: (stage: Stage) => Promise<string>;
  /** True: needs the product's process behind the page. */
  readonly product?: boolean;
}

const CARDS: readonly Card[] = [
  {
    id: 'edit',
    title: 'Edit a budget',
    watch: 'Type a number in the sheet; the board follows in a moment.',
    button: 'Raise one',
    deed: editBudget,
  },
  {
    id: 'sort',
    title: 'Sort the sheet',
    watch: 'Even without the hidden keys nothing lands on the wrong row.',
    button: 'Sort it',
    deed: sortSheet,
  },
  {
    id: 'both',
    title: 'Edit both sides at once',
    watch: 'A rule decides; the value that lost is offered back.',
    button: 'Collide',
    deed: editBothSides,
  },
  {
    id: 'word',
    title: 'Type a word into a budget',
    watch: 'It spreads nowhere; a note and the tab Inbox say what to mend.',
    button: 'Type it',
    deed: typeWord,
  },
  {
    id: 'inbox',
    title: 'Answer in the sheet',
    watch: 'A choice typed into the tab Inbox counts like a click.',
    button: 'Answer one',
    deed: answerLine,
  },
  {
    id: 'kill',
    title: 'Kill the worker',
    watch: 'Another takes over within a second; nothing is lost or doubled.',
    button: 'Kill it',
    product: true,
    deed: () => act('kill-worker', 'The worker was killed in the middle of whatever it did. Edit something: it still arrives.'),
  },
  {
    id: 'undo',
    title: 'Undo the last run',
    watch: 'Both sides go back, except what people edited since.',
    button: 'Undo',
    product: true,
    deed: () => act('undo-last-run', 'The last run is being taken back. Watch both sides.'),
  },
];

/** What to try, what to watch, and a button that does it. */
export function TryThis() {
  const { bootstrap, person, say, attempt } = usePage();
  const [busy, setBusy] = useState<string | null>(null);
  const [told, setTold] = useState<{ readonly card: string; readonly text: string } | null>(null);

  async function run(id: string, deed: Card['deed']): Promise<void> {
    setBusy(id);
    await attempt(async () => setTold({ card: id, text: await deed({ bootstrap, person, random: Math.random }) }));
    setBusy(null);
  }
  return (
    <section className="strip" aria-label="Try this">
      <div className="strip-head">
        <h2>Try this</h2>
        <ProductState />
        <button
          type="button"
          className="quiet"
          disabled={busy !== null}
          onClick={() =>
            void run('reset', () => act('reset', 'The agency is as it was at the start.')).then(() =>
              say('Everything is as it was at the start.'),
            )
          }
          data-deed="reset"
        >
          Reset
        </button>
      </div>
      <ol className="cards">
        {CARDS.map(({ id, title, watch, button, deed, product }) => (
          <li key={id} className={told?.card === id ? 'card told' : 'card'}>
            <h3>{title}</h3>
            <p>{watch}</p>
            <button
              type="button"
              className="strong"
              disabled={busy !== null || (product === true && !bootstrap.actions)}
              onClick={() => void run(id, deed)}
              data-deed={id}
            >
              {busy === id ? '…' : button}
            </button>
          </li>
        ))}
      </ol>
      <p className="told-text" aria-live="polite">
        {told?.text ?? 'Or type anywhere yourself: on the board, in a cell, on a wiki page.'}
      </p>
    </section>
  );
}

/** What the product says of its pairs, when it can be reached. */
function ProductState() {
  const { data } = useQuery({ queryKey: ['status'], queryFn: readStatus, refetchInterval: 1_500 });
  if (data?.reachable !== true) return <span className="quiet">Evenkeel isn’t running beside this page</span>;
  return (
    <ul className="product-state" data-workers={data.workers.join(' ')}>
      {data.pairs.map(({ id, name, state, settled, open }) => (
        <li key={id} data-pair={id} data-state={state} data-settled={settled}>
          <span className={`lamp lamp-${state === 'live' && settled ? 'good' : state === 'live' ? 'busy' : 'wait'}`} aria-hidden="true" />
          {name}: {state === 'live' ? (settled ? 'in step' : 'working') : state}
          {open > 0 ? `, ${open} open` : ''}
        </li>
      ))}
    </ul>
  );
}

async function readStatus(): Promise<DemoStatus> {
  return (await fetch('/page/actions/status')).json() as Promise<DemoStatus>;
}

async function act(name: string, told: string): Promise<string> {
  const response = await fetch(`/page/actions/${name}`, { method: 'POST' });
  const { error, run } = (await response.json()) as { error?: string | { message?: string }; run?: string | null };
  if (response.ok) return run === null ? 'There is no run to take back yet.' : told;
  throw new Error((typeof error === 'string' ? error : error?.message) ?? response.statusText);
}
