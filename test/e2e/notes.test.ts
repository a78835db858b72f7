/** Notes on cells: what is expected where no value stands, what lost and how to get it back; never over a person's note. */
import { expect, test } from 'vitest';
import type { FindingView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import { InboxTab } from './inbox-tab.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const inbox = new InboxTab(stage);
const { watch, product, people, agency } = stage;

const findingOf = async (name: string): Promise<FindingView | undefined> =>
  (await product.findings(clients.pair)).find((one) => one.record?.name === name && one.state === 'open');

interface Answer {
  readonly sheets: readonly {
    readonly data: readonly { readonly rowData?: readonly { readonly values?: readonly { readonly note?: string }[] }[] }[];
  }[];
}

async function noteAt(range: string): Promise<string> {
  const fields = 'sheets.data.rowData.values.note';
  const path = `/v4/spreadsheets/${agency.google.spreadsheetId}?ranges=${encodeURIComponent(range)}&fields=${fields}`;
  return (await people.google<Answer>('GET', path)).sheets[0]?.data[0]?.rowData?.[0]?.values?.[0]?.note ?? '';
}

async function cellOf(name: string, header: string): Promise<string> {
  const [column, { at }] = await Promise.all([clients.column(header), clients.row(name)]);
  return `'${clients.tab}'!${column}${at}`;
}

const noteOf = async (name: string, header: string): Promise<string> => noteAt(await cellOf(name, header));

const some = async (note: Promise<string>): Promise<string | null> => ((await note) === '' ? null : note);

/** A person writes a note, or takes it away. */
async function writeNote(name: string, header: string, note: string): Promise<void> {
  const { at } = await clients.row(name);
  const { properties } = await people
    .google<{ properties: { sheetId?: number } }>(
      'GET',
      `/v4/spreadsheets/${agency.google.spreadsheetId}?ranges=${clients.tab}&fields=sheets.properties.sheetId`,
    )
    .then((answer) => (answer as unknown as { sheets: { properties: { sheetId?: number } }[] }).sheets[0] ?? { properties: {} });
  const column = (await clients.column(header)).charCodeAt(0) - 65;
  const start = { sheetId: properties.sheetId ?? 0, rowIndex: at - 1, columnIndex: column };
  await people.batch([{ updateCells: { start, rows: [{ values: [{ note }] }], fields: 'note' } }]);
}

/** Both sides at once: the worker sees neither edit before both are made. */
async function atOnce(left: () => Promise<unknown>, right: () => Promise<unknown>): Promise<void> {
  await stage.stopWorker();
  await Promise.all([left(), right()]);
  await watch.until('both edits told', () => stage.sandbox.world.deliveries.pending === 0);
  await stage.startWorker();
}

test('[N10] what is no value gets a note that says what is expected; mended, the note goes', async () => {
  await watch.rest();
  await clients.type('Beacon Outdoor', 'Monthly budget', 'about twenty');
  const note = await watch.until('a note', () => some(noteOf('Beacon Outdoor', 'Monthly budget')));
  expect(note).toMatch(
    /^Evenkeel: This is no number: “about twenty”\. Type a number; until then the other side keeps its value\.\n\[\w+\]$/,
  );
  expect((await clients.inSheet('Beacon Outdoor'))['Monthly budget']).toBe('about twenty');
  await clients.type('Beacon Outdoor', 'Monthly budget', 'about thirty');
  await watch.until('another note', async () => (await noteOf('Beacon Outdoor', 'Monthly budget')).includes('about thirty'));
  await clients.type('Beacon Outdoor', 'Monthly budget', 18500);
  await watch.until('no note', async () => (await noteOf('Beacon Outdoor', 'Monthly budget')) === '');
  await clients.agree();
});

test('[N11] a currency that is none is noted where it stands', async () => {
  await clients.type('Beacon Outdoor', 'Currency', 'beads');
  await watch.until('a note', async () => (await noteOf('Beacon Outdoor', 'Currency')).includes('“beads”'));
  expect(await noteOf('Beacon Outdoor', 'Monthly budget')).toBe('');
  await clients.type('Beacon Outdoor', 'Monthly budget', 'some');
  await watch.until('a note on the amount', async () => (await noteOf('Beacon Outdoor', 'Monthly budget')).includes('“some”'));
  expect(await noteOf('Beacon Outdoor', 'Currency')).toBe('');
  await clients.type('Beacon Outdoor', 'Monthly budget', 18500);
  await watch.until('a note', async () => (await noteOf('Beacon Outdoor', 'Currency')).includes('“beads”'));
  expect(await noteOf('Beacon Outdoor', 'Monthly budget')).toBe('');
  await clients.type('Beacon Outdoor', 'Currency', 'EUR');
  await watch.until('no note', async () => (await noteOf('Beacon Outdoor', 'Currency')) === '');
});

test('[N10] what the board can’t show is noted where it was typed, and its line says so', async () => {
  await clients.type('Fable Toys', 'Tier', 'Z');
  await watch.until('a note', async () => (await noteOf('Fable Toys', 'Tier')).includes('no label “Z”'));
  expect(await inbox.until('Fable Toys')).toMatchObject({ field: 'Tier', left: '', right: 'Z' });
  await clients.type('Fable Toys', 'Tier', 'B');
  await watch.until('no note', async () => (await noteOf('Fable Toys', 'Tier')) === '');
  await clients.agree();
});

test('[N12] a value that lost leaves a note: which, why, how to get it back; it is over when the field changes', async () => {
  await atOnce(
    () => clients.change('Blue Harbour Hotels', 'stage', { label: 'Growth' }),
    () => clients.type('Blue Harbour Hotels', 'Stage', 'Paused'),
  );
  const note = await watch.until('a note', () => some(noteOf('Blue Harbour Hotels', 'Stage')));
  expect(note).toContain('“Paused” stood here. monday had changed this, too, and its “Growth” was kept. To get yours back, type it again');
  await watch.rest();
  const [mark, lines] = [watch.mark, (await product.journal(clients.pair)).length];
  await product.post(`/pairs/${clients.pair}/sync`);
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  expect(await product.journal(clients.pair)).toHaveLength(lines);
  // As the note says.
  await clients.type('Blue Harbour Hotels', 'Stage', 'Paused');
  await watch.until('Paused on the board', async () => (await clients.onBoard('Blue Harbour Hotels')).Stage === 'Paused');
  await watch.until('no note', async () => (await noteOf('Blue Harbour Hotels', 'Stage')) === '');
});

test('[N12] taken under Evenkeel, the other value leaves no note of ours behind', async () => {
  await atOnce(
    () => clients.change('Easton Dental', 'notes', 'From the board'),
    () => clients.type('Easton Dental', 'Notes', 'From the sheet'),
  );
  await watch.until('a note', () => some(noteOf('Easton Dental', 'Notes')));
  const conflict = (await product.conflicts(clients.pair)).find((one) => one.record.name === 'Easton Dental');
  await product.post(`/conflicts/${conflict?.id}`, { take: 'right' });
  await watch.until('no note', async () => (await noteOf('Easton Dental', 'Notes')) === '');
  expect((await clients.inSheet('Easton Dental')).Notes).toBe('From the sheet');
});

test('[N12] an edit against the direction is restored, and its note says where to change it', async () => {
  const kpi = agency.google.tabs.kpi;
  const [headers = [], first = []] = await people.rows(kpi);
  const at = `'${kpi}'!${String.fromCharCode(65 + headers.indexOf('Kind'))}2`;
  await people.type(at, [['mine']]);
  const note = await watch.until('a note', () => some(noteAt(at)));
  expect(note).toContain(
    `“mine” was typed here, but this cell is filled from the other side, which says “${first[headers.indexOf('Kind')]}”`,
  );
  expect((await people.rows(kpi))[1]).toEqual(first);
});

test('[N13] a person’s note is never covered, and one of ours that a person edits is theirs', async () => {
  await writeNote('Cobalt Cycles', 'Monthly budget', 'ask Ivan');
  await clients.type('Cobalt Cycles', 'Monthly budget', 'later');
  await watch.until('a finding', () => findingOf('Cobalt Cycles'));
  await clients.type('Driftwood Surf', 'Monthly budget', 'later');
  const ours = await watch.until('a note', () => some(noteOf('Driftwood Surf', 'Monthly budget')));
  await watch.rest();
  expect(await noteOf('Cobalt Cycles', 'Monthly budget')).toBe('ask Ivan');
  const edited = ours.replace('later', 'later, says Ivan');
  await writeNote('Driftwood Surf', 'Monthly budget', edited);
  const before = watch.mark;
  await clients.type('Driftwood Surf', 'Monthly budget', 5000);
  await clients.type('Cobalt Cycles', 'Monthly budget', 6200);
  await clients.agree();
  await watch.rest();
  expect([await noteOf('Driftwood Surf', 'Monthly budget'), await noteOf('Cobalt Cycles', 'Monthly budget')]).toEqual([edited, 'ask Ivan']);
  expect(watch.writes(before).filter((one) => one.includes('"note"'))).toEqual([]);
});

test('[N14] a note is no record: no identity, no echo, no journal, no guard', async () => {
  await clients.type('Fable Toys', 'Monthly budget', 'much');
  await watch.until('a note', () => some(noteOf('Fable Toys', 'Monthly budget')));
  await watch.rest();
  const journal = await product.journal(clients.pair);
  const mark = watch.mark;
  await writeNote('Fable Toys', 'Notes', 'a person’s own');
  for (let round = 0; round < 2; round += 1) {
    await product.post(`/pairs/${clients.pair}/sync`);
    await watch.rest();
  }
  expect(watch.writes(mark)).toEqual([]);
  expect(await product.journal(clients.pair)).toEqual(journal);
  expect(journal.filter((one) => one.record.name === 'Fable Toys')).toEqual([]);
});

test('[N14] a note whose answer is lost stands once, and nothing else of the row has moved', async () => {
  await watch.rest();
  const before = await clients.inSheet('Granite Gym');
  const fault = { service: 'sheets', kind: 'lost-reply', match: { path: ':batchUpdate', caller: 'app' }, times: 1 };
  const { id } = (await (await people.control('POST', '/faults', fault)).json()) as { id: string };
  await clients.type('Granite Gym', 'Monthly budget', 'plenty');
  await watch.until('a note', async () => (await noteOf('Granite Gym', 'Monthly budget')).includes('“plenty”'));
  await watch.rest(30_000);
  const hits = (await (await people.control('GET', '/faults')).json()) as { id: string; hits: number }[];
  expect(hits.find((one) => one.id === id)?.hits).toBe(1);
  await people.control('DELETE', `/faults/${id}`);
  expect(await clients.inSheet('Granite Gym')).toEqual({ ...before, 'Monthly budget': 'plenty' });
  await clients.type('Granite Gym', 'Monthly budget', before['Monthly budget']);
  await watch.until('no note', async () => (await noteOf('Granite Gym', 'Monthly budget')) === '');
});
