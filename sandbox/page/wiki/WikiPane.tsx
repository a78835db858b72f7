import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Pane } from '../frame/Pane.tsx';
import { usePage } from '../live/page-context.ts';
import { useFlash } from '../live/use-flash.ts';
import { Storage } from './Storage.tsx';
import { type PageName, readPage, readPageNames, savePage, type WikiPage } from './wiki-data.ts';

interface WikiPaneProps {
  readonly wide: boolean;
  readonly onWide: () => void;
}

/** Confluence: the pages by title, one of them open for reading or editing. */
export function WikiPane({ wide, onWide }: WikiPaneProps) {
  const { person } = usePage();
  const [chosen, choose] = useState<string | null>(null);
  const names = useQuery({ queryKey: ['confluence', 'names', person.id], queryFn: () => readPageNames(person) });
  const id = chosen ?? firstOfMost(names.data ?? [])?.id ?? null;
  return (
    <Pane name="Confluence" mark="C" tone="confluence" wide={wide} onWide={onWide}>
      <div className="toolbar">
        <select aria-label="Page" value={id ?? ''} onChange={(event) => choose(event.target.value)}>
          {names.data?.map((page) => (
            <option key={page.id} value={page.id}>
              {page.title}
            </option>
          ))}
        </select>
        <span className="quiet">{names.data === undefined ? '' : `${names.data.length} pages`}</span>
      </div>
      {names.error === null ? null : <p className="refused">{names.error.message}</p>}
      {id === null ? null : <OpenPage key={id} id={id} />}
    </Pane>
  );
}

/** The first page of the parent with the most pages: a client's, once clients have pages. */
function firstOfMost(pages: readonly PageName[]): PageName | undefined {
  const sizes = new Map<string | null, number>();
  for (const { parent } of pages) sizes.set(parent, (sizes.get(parent) ?? 0) + 1);
  const biggest = [...sizes].toSorted(([, a], [, b]) => b - a)[0]?.[0];
  return pages.find(({ parent }) => parent === biggest);
}

function OpenPage({ id }: { readonly id: string }) {
  const { person, attempt } = usePage();
  const { data, error } = useQuery({ queryKey: ['confluence', 'page', id, person.id], queryFn: () => readPage(person, id) });
  const [edited, edit] = useState<WikiPage | null>(null);
  const flash = useFlash(data === undefined ? '' : String(data.version));
  if (error !== null) return <p className="refused">{error.message}</p>;
  if (data === undefined) return <p className="waiting">Reading the page…</p>;
  if (edited !== null) {
    return (
      <form
        className="editor"
        onSubmit={(event) => {
          event.preventDefault();
          const storage = String(new FormData(event.currentTarget).get('storage') ?? '');
          void attempt(() => savePage(person, edited, storage)).then((saved) => (saved ? edit(null) : undefined));
        }}
      >
        <textarea name="storage" aria-label="Page in storage format" defaultValue={edited.storage} spellCheck={false} />
        <div className="toolbar">
          <button type="submit" className="strong">
            Save
          </button>
          <button type="button" onClick={() => edit(null)}>
            Cancel
          </button>
          {edited.version === data.version ? null : <span className="refused">Somebody saved version {data.version} meanwhile.</span>}
        </div>
      </form>
    );
  }
  return (
    <article className="scroll wiki" data-page={id}>
      <header>
        <h3>{data.title}</h3>
        <button type="button" onClick={() => edit(data)}>
          Edit
        </button>
      </header>
      <p key={flash} className={flash <= 1 ? 'quiet' : 'quiet flash'}>
        Version {data.version}
      </p>
      <Storage text={data.storage} />
    </article>
  );
}
