/** English sentences for codes: what happened and what to do next. Core returns codes; only edges ask for words. */

const FINDINGS: Readonly<Record<string, string>> = {
  'not-a-number': 'This is no number: {shown}. Type a number; until then the other side keeps its value.',
  'ambiguous-number': 'This number can be read two ways: {shown}. Type it with decimals or without separators.',
  'not-a-date': 'This is no date: {shown}. Type a date such as 2026-03-01.',
  'ambiguous-date': 'This date can be read two ways: {shown}. Type it as year-month-day, such as 2026-03-01.',
  'unknown-person': 'Nobody on monday is called {shown}. Type the name or e-mail as monday has it.',
  'ambiguous-person': 'Several people on monday are called {shown}. Type the e-mail instead.',
  'unknown-label': 'The column has no label {shown}. Choose one that exists, or add the label on the board.',
  'several-labels': 'Only one label fits here: {shown}. Leave one of them.',
  'not-a-currency': 'This is no currency: {shown}. Type a three-letter code such as EUR.',
  'not-a-link': 'This is no web address: {shown}. Start it with https://.',
  'not-a-checkbox': 'This is neither yes nor no: {shown}. Tick the box, or type TRUE or FALSE.',
  'unknown-record': 'There is no record called {shown} to link to. Type a name that exists.',
  'error-value': 'The cell shows an error: {shown}. Mend its formula; until then the other side keeps its value.',
  'wrong-kind': 'A value of this kind can’t stand here: {shown}.',
  'no-natural-key': 'This record has no name yet. Fill it in, and it is copied to the other side.',
  'ambiguous-match': 'Several records are called {shown}, and nothing tells which belong together. Make them differ, or remove one.',
  'record-elsewhere': 'The record was moved to another place. Move it back, or remove it on this side too.',
  'not-ours': 'This row stands in a tab that is filled by Evenkeel. Nothing of it is copied.',
  'identity-unclear': 'Row {shown} carries the key of another row over changed content. Undo the last sort or paste, or clear its key.',
  'container-missing': 'The board or file can’t be found. Restore it, or give Evenkeel access again.',
  'replica-missing': 'The tab can’t be found. Restore it, or disconnect the pair.',
  'column-missing': 'The column {shown} can’t be found. Restore it, or change the mapping.',
  'header-changed': 'The header of {shown} has changed. Put it back, or change the mapping.',
  'key-column-missing': 'The hidden key column is gone. Undo its removal; nothing is written until it is back.',
  'undo-newer-edit': 'Somebody has changed this since. Approve the step to take it back all the same.',
};

const HOLDS: Readonly<Record<string, string>> = {
  'delete-asks': 'A record was deleted on one side. Approve to remove it on the other too, or drop to bring it back.',
  'many-deletes': 'More records than usual would be removed. Look at them before you approve.',
  'many-changes': 'More records than usual would change. Look at them before you approve.',
  'field-emptied': 'One field would be emptied in many records. Look at them before you approve.',
  'newer-edit': 'Somebody has edited these fields since. Approve to take them back all the same.',
  preview: 'This is what the first run would do. Approve to start.',
};

const PROBLEMS: Readonly<Record<string, string>> = {
  'not-found': 'There is no {what} {id}. Check the id; it may have been removed.',
  'bad-request': 'The request isn’t understood: {detail}',
  unauthorized: 'You aren’t signed in. Send a bearer token of this account.',
  'too-many-requests': 'That is too often. Wait a minute and try again.',
  'consent-stale': 'This consent was begun elsewhere or too long ago. Start connecting again.',
  'no-site': 'The consent gives access to no Confluence site. Choose one and connect again.',
  'unsupported-end': 'A pair with a {end} isn’t possible yet. Use page for one page per record.',
  forbidden: 'You aren’t allowed to do this.',
  'plan-moved': 'The plan has changed since you saw it. Look at the new one and decide again.',
  'no-plan': 'Nothing waits for a decision here.',
  'unknown-step': 'The plan has no step {step}. Read the plan again.',
  'no-connection': 'The account isn’t connected to {vendor}. Connect it first.',
  'unknown-column': 'There is no column {column} on the {side} side. It has: {has}.',
  'duplicate-field': 'The column {column} is mapped twice. Map each column once.',
  'key-not-mapped': 'The key {column} isn’t among the mapped fields. Map it, or choose another key.',
  'not-a-board': 'The left side is a board or a computed list. Put {vendor} on the right.',
  'same-end': 'These two are paired already (pair {pair}).',
  'tab-taken': 'This tab is the right side of another pair ({pair}). Choose another tab, or disconnect that pair first.',
  'vendor-refused': '{vendor} refuses: {detail}. Check that it exists and that the connection may see it.',
  'rate-limited': '{vendor} asks us to wait. Try again in a minute.',
  'unknown-outcome': '{vendor} doesn’t answer. Try again in a minute.',
  'start-too-far': 'The start {start} is too far ahead. Choose a day up to {latest}.',
  'preview-whole': 'A first run is approved whole. Change the mapping or the filter to leave records out.',
  settled: 'This is settled already.',
  'one-scope': 'Say what to undo: exactly one of run, record, field or since.',
  'nothing-to-undo': 'There is nothing to undo.',
  internal: 'Something went wrong on our side. Try again; if it stays, tell us the time of this message.',
};

/** A finding as a person reads it. */
export const findingWords = (kind: string, shown: string | null): string =>
  kind.startsWith('refused-')
    ? `The other side refuses the change: ${shown ?? kind}. Change the value, then retry.`
    : fill(FINDINGS[kind] ?? kind, { shown: shown === null ? '' : `“${shown}”` });

export const holdWords = (why: string): string => HOLDS[why] ?? why;

/** A refused request as its caller reads it. */
export const problemWords = (code: string, data: Readonly<Record<string, string | number | boolean | null>>): string =>
  fill(PROBLEMS[code] ?? PROBLEMS.internal ?? code, data);

const fill = (sentence: string, data: Readonly<Record<string, string | number | boolean | null>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(data[name] ?? ''));
