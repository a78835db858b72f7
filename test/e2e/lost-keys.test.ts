/** The key column of a tab is deleted for good: a person has the tab prepared again, and its rows are told by their content. */
import { expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { InboxTab } from './inbox-tab.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const inbox = new InboxTab(stage);
const { people, watch, product } = stage;

const openFindings = async () => (await product.findings(clients.pair)).filter((one) => one.state === 'open');
const keys = async () => (await clients.rows()).map((row) => [row.cells.Client, row.cells['Evenkeel key']]);

async function lose(): Promise<string> {
  const column = ((await people.rows(clients.tab))[0] ?? []).indexOf('Evenkeel key');
  await people.batch([
    { deleteDimension: { range: { sheetId: clients.sheetId, dimension: 'COLUMNS', startIndex: column, endIndex: column + 1 } } },
  ]);
  const [finding] = await watch.until('a finding', async () => ((await openFindings()).length > 0 ? await openFindings() : null));
  expect(finding).toMatchObject({ kind: 'key-column-missing', side: 'right' });
  expect(finding?.message).toContain('“prepare”');
  return finding?.id ?? '';
}

test('fault F49: prepared again it has the same keys on the same rows, and both sides go on', async () => {
  await watch.rest();
  const before = await keys();
  const names = (await clients.items()).map((item) => item.name).sort();
  const finding = await lose();
  await clients.change('Beacon Outdoor', 'notes', 'while they are gone');
  // What waits for a broken tab keeps nobody awake.
  await watch.rest();
  await product.post(`/findings/${finding}`, { action: 'prepare' });
  await clients.agree();
  await watch.rest();
  expect(await keys()).toEqual(before);
  expect((await clients.items()).map((item) => item.name).sort()).toEqual(names);
  expect(await product.pair(clients.pair)).toMatchObject({ counts: { held: 0, conflicts: 0, findings: 0 } });
  await clients.type('Fable Toys', 'Notes', 'after all');
  await clients.agree();
});

test('[N3] the same is chosen in the Inbox tab', async () => {
  await watch.rest();
  const before = await keys();
  await lose();
  const line = await watch.until('its line', async () => (await inbox.lines()).find((one) => one.todo.includes('“prepare”')));
  expect(line.choices).toBe('prepare, retry, dismiss');
  await inbox.choose(line, 'подготовить');
  await watch.until('no finding', async () => (await openFindings()).length === 0);
  await clients.agree();
  await watch.rest();
  expect(await keys()).toEqual(before);
});

test('what isn’t offered of a finding is refused', async () => {
  await clients.type('Fable Toys', 'Monthly budget', 'a lot');
  const [finding] = await watch.until('a finding', async () => ((await openFindings()).length > 0 ? await openFindings() : null));
  await expect(product.post(`/findings/${finding?.id}`, { action: 'prepare' })).rejects.toThrow(/422/);
});
