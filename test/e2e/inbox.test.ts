/** People who live in the sheet answer there: what they type into a choice cell counts like a click on the API. */
import { expect, test } from 'vitest';
import type { ConflictView, FindingView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import { InboxTab } from './inbox-tab.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const inbox = new InboxTab(stage);
const { watch, product, people } = stage;

const findingOf = async (name: string): Promise<FindingView | undefined> =>
  (await product.findings(clients.pair)).find((one) => one.record?.name === name && one.state === 'open');

test('[N1] with nothing open there is no tab', async () => {
  await watch.rest();
  expect(await inbox.lines()).toEqual([]);
});

test('[N2] a finding has a line; dismissed in the tab', async () => {
  await clients.type('Beacon Outdoor', 'Monthly budget', 'about twenty');
  const line = await inbox.until('Beacon Outdoor');
  expect(line).toMatchObject({ what: 'Finding', field: 'Monthly budget', left: '', right: 'about twenty', choices: 'retry, dismiss' });
  await inbox.choose(line, ' Dismiss ');
  await watch.until('dismissed', async () => (await findingOf('Beacon Outdoor')) === undefined);
  await inbox.over('Beacon Outdoor');
  await watch.rest();
});
