import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Pane } from '../frame/Pane.tsx';
import { usePage } from '../live/page-context.ts';
import { readFiles, readTab, readTabNames } from './book-data.ts';
import { TabEditor } from './TabEditor.tsx';

interface SheetPaneProps {
  readonly wide: boolean;
  readonly onWide: () => void;
}

/** Google Sheets: a spreadsheet, its tabs, and the one that is open. */
export function SheetPane({ wide, onWide }: SheetPaneProps) {
  const { bootstrap, person } = usePage();
  const [file, chooseFile] = useState<string | null>(null);
  const files = useQuery({ queryKey: ['drive', 'files', person.id], queryFn: () => readFiles(person) });
  const spreadsheet = file ?? bootstrap.spreadsheet ?? files.data?.[0]?.id ?? null;
  return (
    <Pane name="Google Sheets" mark="▦" tone="google" wide={wide} onWide={onWide}>
      {(files.data?.length ?? 0) > 1 ? (
        <div className="toolbar">
          <select aria-label="Spreadsheet" value={spreadsheet ?? ''} onChange={(event) => chooseFile(event.target.value)}>
            {files.data?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      {files.error === null ? null : <p className="refused">{files.error.message}</p>}
      {spreadsheet === null ? null : <Book key={spreadsheet} spreadsheet={spreadsheet} />}
    </Pane>
  );
}

function Book({ spreadsheet }: { readonly spreadsheet: string }) {
  const { person } = usePage();
  const [chosen, choose] = useState<number | null>(null);
  const [showHidden, setShowHidden] = useState(false);
  const names = useQuery({ queryKey: ['sheets', 'names', spreadsheet, person.id], queryFn: () => readTabNames(person, spreadsheet) });
  const tabs = names.data?.filter(({ hidden }) => showHidden || !hidden) ?? [];
  const tab = tabs.find(({ sheetId }) => sheetId === chosen) ?? tabs.find(({ title }) => title === 'Budgets') ?? tabs[0];
  if (names.error !== null) return <p className="refused">{names.error.message}</p>;
  return (
    <>
      <div className="tabs" role="tablist" aria-label="Tabs">
        {tabs.map(({ sheetId, title }) => (
          <button
            key={sheetId}
            type="button"
            role="tab"
            aria-selected={sheetId === tab?.sheetId}
            onClick={() => choose(sheetId)}
            data-tab={title}
          >
            {title}
          </button>
        ))}
      </div>
      {tab === undefined ? null : (
        <OpenTab key={tab.sheetId} spreadsheet={spreadsheet} title={tab.title} showHidden={showHidden} onShowHidden={setShowHidden} />
      )}
    </>
  );
}

interface OpenTabProps {
  readonly spreadsheet: string;
  readonly title: string;
  readonly showHidden: boolean;
  readonly onShowHidden: (show: boolean) => void;
}

function OpenTab({ spreadsheet, title, showHidden, onShowHidden }: OpenTabProps) {
  const { person } = usePage();
  const { data, error } = useQuery({
    queryKey: ['sheets', 'tab', spreadsheet, title, person.id],
    queryFn: () => readTab(person, spreadsheet, title),
    placeholderData: (held) => held,
  });
  if (error !== null) return <p className="refused">{error.message}</p>;
  if (data === undefined) return <p className="waiting">Reading the tab…</p>;
  return <TabEditor spreadsheet={spreadsheet} tab={data} showHidden={showHidden} onShowHidden={onShowHidden} />;
}
