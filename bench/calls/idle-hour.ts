/** N5: what an hour costs in which nobody does anything, and how soon the net finds what no push told. */
import { clientsOf } from '../../test/e2e/clients.ts';
import { fault } from '../../test/e2e/faults.ts';
import type { Hours } from '../../test/e2e/hours.ts';
import { openHours } from '../../test/e2e/hours.ts';
import type { Stage } from '../../test/e2e/stage.ts';
import { print } from '../figure.ts';
import type { BenchStage } from './bench-stage.ts';
import type { Call } from './calls.ts';
import { counted } from './calls.ts';
import { count, show, tell } from './scene.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Polls have slowed down to their slowest by then. */
const CALM = 4 * HOUR;

export async function idleHour({ stage, database }: BenchStage): Promise<void> {
  const hours = await openHours(stage, database.superuserUrl);
  try {
    await awayFromMidnight(stage, hours);
    const { mark } = stage.watch;
    await hours.pass(HOUR);
    const calls = tell(
      'N5, an idle hour of the demo’s account: five boards and pages, one spreadsheet, three connections',
      stage.watch.since(mark),
    );
    show('N5', 'an idle hour', calls.length, 16);
    show(
      'N5',
      'an idle hour: of monday',
      count(calls, (one) => one.service === 'monday'),
      2,
    );
    show(
      'N5',
      'an idle hour: of Drive and Sheets',
      count(calls, (one) => one.service === 'drive' || one.service === 'sheets'),
      null,
    );
    show(
      'N5',
      'an idle hour: of Confluence',
      count(calls, (one) => one.service === 'confluence'),
      null,
    );
    show('N5', 'an idle hour: minimum with a net (1 monday, 4 Google, 3 Confluence)', 8, null);
    await lostPushes(stage, hours);
  } finally {
    await hours.close();
  }
}

/** Until the polls are slow and no day begins within the next hours: a day's figures are another matter. */
async function awayFromMidnight(stage: Stage, hours: Hours): Promise<void> {
  const hour = (): number => new Date(stage.sandbox.world.clock.now()).getUTCHours();
  await hours.pass(CALM);
  await hours.pass(24 * HOUR, () => hour() >= 2 && hour() <= 8);
}

/** The worst case each: the edit comes just after its vendor was asked. */
async function lostPushes(stage: Stage, hours: Hours): Promise<void> {
  const clients = clientsOf(stage);
  for (const service of ['monday', 'drive'] as const) await fault(stage, { service, kind: 'drop-push' });
  const afterPollOf = async (service: Call['service']): Promise<void> => {
    await hours.pass(CALM);
    const { mark } = stage.watch;
    await hours.pass(2 * HOUR, () => counted(stage.watch.since(mark)).some((one) => one.service === service));
  };
  const found = async (name: string, reach: number, there: () => Promise<boolean>): Promise<void> => {
    const ms = await hours.pass(3 * HOUR, there);
    print({ figure: 'N5', name: `a lost push of ${name} is found`, value: ms / MINUTE, unit: 'min', reach });
  };

  await afterPollOf('drive');
  await clients.type('Fable Toys', 'Notes', 'Nobody was told');
  await found('Sheets', 5, async () => (await clients.onBoard('Fable Toys')).Notes === 'Nobody was told');

  await afterPollOf('monday');
  await clients.change('Fable Toys', 'notes', 'Nobody was told either');
  await found('monday', 60, async () => (await clients.inSheet('Fable Toys')).Notes === 'Nobody was told either');

  await afterPollOf('confluence');
  const { spaceId } = stage.agency.confluence;
  type Pages = { results: { id: string; version: { number: number }; body: { storage: { value: string } } }[] };
  const pageOf = async (): Promise<Pages['results'][number]> => {
    const found = await stage.people.confluence<Pages>('GET', `/pages?title=Fable%20Toys&space-id=${spaceId}&body-format=storage`);
    const [page] = found.results;
    if (page === undefined) throw new Error('the page is not there');
    return page;
  };
  // The demo's pages follow the board: what a person types into our block is put back, which shows that it was found.
  const { id, version, body } = await pageOf();
  const value = body.storage.value.replace(/(?<=<td><p>)\d+</, '1234<');
  if (value === body.storage.value) throw new Error('nothing to type over');
  const next = { id, status: 'current', title: 'Fable Toys', version: { number: version.number + 1 } };
  await stage.people.confluence('PUT', `/pages/${id}`, { ...next, body: { representation: 'storage', value } });
  await found('Confluence', 20, async () => !(await pageOf()).body.storage.value.includes('>1234<'));
}
