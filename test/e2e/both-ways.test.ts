/** What is typed once shows up on the other side, whoever else types meanwhile. */
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product } = stage;
/** Promised: an edit, a new client, an archived one are on the other side within this, ms. */
const WITHIN = 3_000;
const measured: string[] = [];
afterAll(() => console.log(measured.join('\n')));
async function within(what: string, look: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await watch.until(what, look, WITHIN);
  measured.push(`${what}: ${Math.round(performance.now() - started)} ms`);
}
/** Rows that left the Budgets tab, as people find them. */
const removed = async (): Promise<readonly (readonly unknown[])[]> => {
  const { sheets } = await people.google<{ sheets: { properties: { title: string } }[] }>(
    'GET',
    `/v4/spreadsheets/${stage.agency.google.spreadsheetId}?fields=sheets.properties.title`,
  );
  const title = sheets.map((one) => one.properties.title).find((one) => one.startsWith('Removed'));
  return title === undefined ? [] : people.rows(title);
};

test('a budget typed on the board is in the sheet within 3 s', async () => {
  await clients.type('Beacon Outdoor', 'Notes', 'Typed before');
  await clients.change('Beacon Outdoor', 'budget', '19000.25');
  await clients.change('Beacon Outdoor', 'tier', 'C', 'oliver');
  await within(
    'a budget of the board in the sheet',
    async () => (await clients.inSheet('Beacon Outdoor'))['Monthly budget'] === '19000.25',
  );
  await clients.type('Beacon Outdoor', 'Notes', 'Typed after');
  await clients.agree();
  expect(await clients.inSheet('Beacon Outdoor')).toMatchObject({
    'Monthly budget': '19000.25',
    Tier: 'C',
    Notes: 'Typed after',
    Currency: 'EUR',
  });
});

test('a budget typed in the sheet is on the board within 3 s', async () => {
  await clients.change('Blue Harbour Hotels', 'notes', 'Typed before');
  await clients.type('Blue Harbour Hotels', 'Monthly budget', 32100.5);
  await clients.type('Blue Harbour Hotels', 'Stage', 'Growth', 'sofia');
  await within(
    'a budget of the sheet on the board',
    async () => (await clients.onBoard('Blue Harbour Hotels'))['Monthly budget'] === '32100.5',
  );
  await clients.change('Blue Harbour Hotels', 'notes', 'Typed after');
  await clients.agree();
  expect(await clients.onBoard('Blue Harbour Hotels')).toMatchObject({
    'Monthly budget': '32100.5',
    Stage: 'Growth',
    Notes: 'Typed after',
  });
});

test('a new client of the board is a row within 3 s, a new row an item; each once', async () => {
  await clients.type('Cobalt Cycles', 'Monthly budget', 7401);
  await people.create(clients.board, 'Oak & Anchor', { [clients.columns.budget ?? '']: '4400', [clients.columns.currency ?? '']: 'EUR' });
  await clients.change('Cobalt Cycles', 'tier', 'A');
  await within('a row for a new item', async () => (await clients.rowsOf('Oak & Anchor')).length > 0);
  const last = (await clients.rows()).length + 1;
  // Half typed: the amount first, the name later.
  await people.type(`'${clients.tab}'!E${last + 1}:F${last + 1}`, [[5150.75, 'EUR']]);
  await people.type(`'${clients.tab}'!A${last + 1}`, [['Vesper Lights']]);
  await clients.type('Oak & Anchor', 'Notes', 'Typed after');
  await within('an item for a new row', async () => (await clients.items()).find((item) => item.name === 'Vesper Lights'));
  await clients.agree();
  expect(await clients.onBoard('Vesper Lights')).toMatchObject({ 'Monthly budget': '5150.75', Currency: 'EUR' });
  expect(await clients.rowsOf('Oak & Anchor')).toHaveLength(1);
  expect((await clients.items()).filter((item) => item.name === 'Vesper Lights')).toHaveLength(1);
});

test('the row of an archived item moves to Removed', async () => {
  const gone = await clients.item('Copperfield Books');
  await clients.type('Driftwood Surf', 'Monthly budget', 2201);
  await people.archive(gone.id);
  await clients.change('Driftwood Surf', 'tier', 'B');
  await within('the row of an archived item gone', async () => (await clients.rowsOf('Copperfield Books')).length === 0);
  await clients.type('Driftwood Surf', 'Notes', 'Typed after');
  await clients.agree();
  expect((await removed()).filter((row) => row.includes('Copperfield Books') && row.includes(3150.5))).toHaveLength(1);
  expect((await product.pair(clients.pair)).state).toBe('live');
});

const deleteRow = async (name: string): Promise<void> => {
  const { at } = await clients.row(name);
  await people.batch([{ deleteDimension: { range: { sheetId: clients.sheetId, dimension: 'ROWS', startIndex: at - 1, endIndex: at } } }]);
};

test('a deleted row asks first: approved, the item is archived', async () => {
  await clients.change('Easton Dental', 'budget', '5601');
  await clients.agree();
  const { id } = await clients.item('Easton Dental');
  await deleteRow('Easton Dental');
  await clients.type('Fable Toys', 'Monthly budget', 9801);
  const plan = await watch.until('a plan', async () => {
    const now = await product.plan(clients.pair);
    return now.planId !== null && now;
  });
  expect(plan).toMatchObject({ state: 'held', steps: [{ side: 'left', kind: 'remove', record: { name: 'Easton Dental' } }] });
  expect((await product.pair(clients.pair)).state).toBe('held');
  // The rest goes on while it waits.
  await watch.until('9801 on the board', async () => (await clients.onBoard('Fable Toys'))['Monthly budget'] === '9801');
  expect(await clients.item('Easton Dental')).toMatchObject({ id, state: 'active' });
  await product.post(`/pairs/${clients.pair}/plan/approve`, { planId: plan.planId });
  await clients.change('Fable Toys', 'notes', 'Typed after');
  await clients.agree();
  const { items } = await people.monday<{ items: { state: string }[] }>('query ($i: [ID!]) { items(ids: $i) { state } }', { i: [id] });
  expect(items).toEqual([{ state: 'archived' }]);
  expect(await product.plan(clients.pair)).toEqual({ planId: null, steps: [] });
});

test('a deleted row asks first: dropped, the row returns with all that it had', async () => {
  const before = await clients.inSheet('Finch Insurance');
  await deleteRow('Finch Insurance');
  await clients.type('Fable Toys', 'Notes', 'Typed between');
  const plan = await watch.until('a plan', async () => {
    const now = await product.plan(clients.pair);
    return now.planId !== null && now;
  });
  await product.post(`/pairs/${clients.pair}/plan/drop`, { planId: plan.planId });
  await watch.until('the row again', async () => (await clients.rowsOf('Finch Insurance')).length > 0);
  expect(await clients.inSheet('Finch Insurance')).toEqual(before);
  await clients.change('Finch Insurance', 'budget', '24001');
  await clients.agree();
});

test('a deleted row whose item is edited meanwhile returns: the edit wins', async () => {
  await deleteRow('Glasshouse Garden');
  await watch.until('a plan', async () => (await product.plan(clients.pair)).planId !== null);
  await clients.change('Glasshouse Garden', 'budget', '3999');
  await watch.until('the row again', async () => (await clients.rowsOf('Glasshouse Garden')).length > 0);
  await clients.agree();
  expect((await clients.inSheet('Glasshouse Garden'))['Monthly budget']).toBe('3999');
  expect((await product.plan(clients.pair)).planId).toBeNull();
});

test('ten edits on each side at once converge within 8 s', async () => {
  const names = (await clients.items()).map((item) => item.name);
  const [left, right, both] = [names.slice(20, 30), names.slice(30, 40), names.slice(40, 43)];
  const started = performance.now();
  await Promise.all([
    ...left.map((name, n) => clients.change(name, 'budget', String(1000 + n), n % 2 ? 'anna' : 'oliver')),
    ...right.map((name, n) => clients.type(name, 'Monthly budget', 2000 + n, n % 2 ? 'ben' : 'sofia')),
  ]);
  // A second edit between: three more clients, another field on each side at once.
  await Promise.all(
    both.flatMap((name, n) => [clients.change(name, 'notes', `Board ${n}`), clients.type(name, 'Monthly budget', 3000 + n)]),
  );
  await clients.agree(8_000);
  expect(performance.now() - started).toBeLessThan(8_000);
  measured.push(`ten edits on each side and six more: ${Math.round(performance.now() - started)} ms`);
  const shown = await Promise.all([...left, ...right, ...both].map((name) => clients.onBoard(name)));
  const typed = [...left.map((_, n) => 1000 + n), ...right.map((_, n) => 2000 + n), ...both.map((_, n) => 3000 + n)];
  expect(shown.map((one) => one['Monthly budget'])).toEqual(typed.map(String));
  expect(await product.conflicts(clients.pair)).toEqual([]);
});

test('an edit that comes before the first cursor of its feed is found', async () => {
  await watch.rest();
  await withAccount(stage.app.db, stage.provisioned.account, (tx) => sql`update connections set cursor = null`.execute(tx));
  await clients.type('Cobalt Cycles', 'Notes', 'Before anybody followed the file');
  await clients.agree();
});
