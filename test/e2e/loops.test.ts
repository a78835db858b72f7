/** An automation on the board and a script in the sheet that answer each of our writes: they don't go on for ever. */
import { expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { watch, product } = stage;

const CLIENT = 'Beacon Outdoor';

/** Each looks after every exchange of ours, as an automation that is told of a change does; on the board with Anna's token. */
function automations(): { stop(): Promise<void> } {
  let answers = 0;
  const answering = (shows: () => Promise<string>, theirs: string, type: (text: string) => Promise<unknown>) => {
    let last: Promise<void> = Promise.resolve();
    const look = async (): Promise<void> => {
      if (!(await shows()).startsWith(theirs)) return;
      answers += 1;
      await type(`${theirs === 'board' ? 'sheet' : 'board'} ${answers}`);
    };
    return {
      hear: (): void => {
        last = last.then(look);
      },
      done: (): Promise<void> => last,
    };
  };
  const board = answering(
    async () => (await clients.onBoard(CLIENT)).Notes,
    'sheet',
    (text) => clients.change(CLIENT, 'notes', text),
  );
  const sheet = answering(
    async () => (await clients.inSheet(CLIENT)).Notes,
    'board',
    (text) => clients.type(CLIENT, 'Notes', text),
  );
  const ends = [watch.onExchange(board.hear), watch.onExchange(sheet.hear)];
  return {
    async stop() {
      for (const end of ends) end();
      await Promise.all([board.done(), sheet.done()]);
    },
  };
}

const notesOf = async () =>
  (await product.journal(clients.pair)).filter((one) => one.record.name === CLIENT && one.field === clients.columns.notes);
const conflictOf = async () => (await product.conflicts(clients.pair)).find((one) => one.record.name === CLIENT);

test('[R12] the field freezes after some ten writes, the rest of the record goes on, a person’s choice ends it', async () => {
  await watch.rest();
  const fight = automations();
  await clients.type(CLIENT, 'Notes', 'sheet 0');
  const conflict = await watch.until('a conflict', async () => {
    const found = await conflictOf();
    return found?.state === 'open' ? found : null;
  });
  expect(conflict).toMatchObject({ field: clients.columns.notes, kept: null, message: expect.stringMatching(/Switch it off/) });
  await clients.change(CLIENT, 'tier', { labels: ['C'] });
  await watch.until('the tier in the sheet', async () => (await clients.inSheet(CLIENT)).Tier === 'C');
  await watch.rest();
  await fight.stop();
  const written = (await notesOf()).length;
  expect(written).toBeGreaterThanOrEqual(10);
  expect(written).toBeLessThanOrEqual(12);
  expect((await product.pair(clients.pair)).counts.conflicts).toBe(1);

  await product.post(`/conflicts/${conflict.id}`, { take: 'agreed at last' });
  await clients.agree();
  expect((await clients.onBoard(CLIENT)).Notes).toBe('agreed at last');
  await clients.change(CLIENT, 'notes', 'and it travels again');
  await clients.agree();
  expect((await conflictOf())?.state).toBe('settled');
});
