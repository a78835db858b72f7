import type { JournalView } from '../../core/protocol/api.ts';

export interface RunChanges {
  readonly run: string;
  readonly at: string;
  readonly who: string;
  readonly why: string;
  readonly changes: readonly JournalView[];
}

/** Journal lines, newest first, gathered by their run; runs stand in the order of their newest line. */
export function changesByRun(lines: readonly JournalView[]): readonly RunChanges[] {
  const runs = new Map<string, { first: JournalView; changes: JournalView[] }>();
  for (const line of lines.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))) {
    const run = runs.get(line.run);
    if (run === undefined) runs.set(line.run, { first: line, changes: [line] });
    else run.changes.push(line);
  }
  return [...runs].map(([run, { first, changes }]) => ({ run, at: first.at, who: first.who, why: first.why, changes }));
}
