import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openComputed } from '../../../app/computed/container.ts';
import { SyncError } from '../../../core/sync/errors.ts';
import type { IntentId, RecordKey, StepId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Reading } from '../../../core/sync/ports.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import { cellText } from '../../../core/values/value.ts';
import { day, label, people, record } from '../../core/accounts/samples.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import { anna, fill } from './department.ts';
import type { Office } from './office.ts';
import { openOffice, SOURCES } from './office.ts';

const database = await testDatabase();
let office: Office;
let count = 0;
beforeEach(async () => {
  await office?.app.db.destroy();
  count += 1;
  office = await openOffice(database.url, `container ${count}`, { ...SOURCES, personalKpi: true });
  await fill(office);
});
afterAll(() => office.app.db.destroy());

async function read(part: 'kpi' | 'lines', of = office): Promise<Extract<Reading, { kind: 'records' }>> {
  const id = of.replicas[part];
  const container = openComputed(of.app, of.account, await of.store.replicas());
  const reading = (await container.read(new Map([[id, { kind: 'all' as const }]]))).get(id);
  if (reading?.kind !== 'records') throw new Error('the computed replica could not be read');
  return reading;
}

const shown = (row: RawRecord) => Object.fromEntries(Object.entries(row.cells).map(([ref, cell]) => [ref, cellText(cell)]));
const rows = async (part: 'kpi' | 'lines', of = office) =>
  (await read(part, of)).records.map((row) => ({ id: row.localId, ...shown(row) }));

describe('the KPI list', () => {
  it('is a line for the department, each team and each person, as plain numbers', async () => {
    const at = { quarter: '2026-Q4', currency: 'EUR' };
    expect(await rows('kpi')).toEqual([
      {
        id: 'kpi:department|2026-Q4',
        name: 'Department',
        kind: 'department',
        ...at,
        plan: '6000',
        fact: '2500',
        attainment: '0.4167',
        pace: '0.7292',
        forecast: '3388.5',
      },
      {
        id: 'kpi:team:Retail|2026-Q4',
        name: 'Retail',
        kind: 'team',
        ...at,
        plan: '6000',
        fact: '2500',
        attainment: '0.4167',
        pace: '0.7292',
        forecast: '3388.5',
      },
      {
        id: 'kpi:7|2026-Q4',
        name: 'Anna Petrova',
        kind: 'person',
        ...at,
        plan: '6000',
        fact: '1500',
        attainment: '0.25',
        pace: '0.4375',
        forecast: '2777',
      },
      {
        id: 'kpi:8|2026-Q4',
        name: 'Ben Carter',
        kind: 'person',
        ...at,
        plan: '',
        fact: '1000',
        attainment: '',
        pace: '',
        forecast: '1000',
      },
    ]);
  });

  it('names single people only where the account has opted in', async () => {
    const shy = await openOffice(database.url, `shy ${count}`);
    await fill(shy);
    expect((await rows('kpi', shy)).map((row) => row.id)).toEqual(['kpi:department|2026-Q4', 'kpi:team:Retail|2026-Q4']);
    await shy.app.db.destroy();
  });

  it('tells people of one name apart', async () => {
    await office.put('plans', [
      record('row:2', '', { Person: 'anna@northlight.example', Quarter: '2026-Q4', 'Income plan': 6000, Currency: 'EUR' }),
    ]);
    await office.put('team', [record('901', 'Anna Petrova', { ...anna, person: people('8=Ben') })]);
    expect((await read('kpi')).records.map((row) => row.name)).toEqual(['Department', 'Retail', 'Anna Petrova (7)', 'Anna Petrova (8)']);
  });

  it('follows a quarter that was shown until the next one ends, and leaves older lines alone', async () => {
    await office.put('kpi', (await read('kpi')).records);
    office.at('2027-01-04T12:00:00Z');
    await office.put('ledger', [
      record('row:7', '', { Client: 'Northwind', Month: day('2026-12-01'), Income: 100, Currency: 'EUR', Closed: true }),
    ]);
    const late = await read('kpi');
    expect(late.records.filter((row) => row.localId.startsWith('kpi:7')).map((row) => [row.localId, shown(row).fact])).toEqual([
      ['kpi:7|2026-Q4', '1600'],
    ]);
    expect(late.records.map((row) => row.localId)).toContain('kpi:department|2027-Q1');
    office.at('2027-04-05T12:00:00Z');
    expect((await read('kpi')).records.map((row) => row.localId)).not.toContain('kpi:department|2026-Q4');
  });

  it('empties the line of somebody of whom nothing is to be said any more, and never deletes it', async () => {
    await office.put('kpi', (await read('kpi')).records);
    await office.put('ledger', [], ['row:4']);
    const reading = await read('kpi');
    expect([reading.complete, reading.gone]).toEqual([false, []]);
    expect(reading.records.filter((row) => row.localId === 'kpi:8|2026-Q4').map(shown)).toEqual([
      { name: 'Ben Carter', kind: 'person', quarter: '2026-Q4', currency: '', plan: '', fact: '', attainment: '', pace: '', forecast: '' },
    ]);
  });

  it('says nothing of half the facts', async () => {
    await office.store.ingest([{ ...office.change('plans', []), broken: false }], null);
    expect((await read('kpi')).records).toHaveLength(4);
    const fresh = await openOffice(database.url, `fresh ${count}`, SOURCES, ['plans']);
    await fill(fresh, ['plans']);
    expect((await read('kpi', fresh)).records).toEqual([]);
    await fill(fresh);
    expect((await read('kpi', fresh)).records).toHaveLength(2);
    await fresh.app.db.destroy();
  });
});

describe('the ledger’s lines', () => {
  it('are the open month’s budgets of signed clients', async () => {
    expect(await rows('lines')).toEqual([
      { id: 'ledger:50|2026-11', client: 'Northwind', month: '2026-11', budget: '6900', currency: 'EUR' },
      { id: 'ledger:51|2026-11', client: 'Заря', month: '2026-11', budget: '1680000.5', currency: 'RUB' },
    ]);
    expect((await read('lines')).records[0]?.cells).toMatchObject({ month: { kind: 'date', date: '2026-11-01' } });
  });

  it('never mention what finance has closed', async () => {
    await office.put('ledger', [
      record('row:3', '', { Client: 'northwind', Month: '2026-11', Income: 500, Currency: 'EUR', Closed: true }),
    ]);
    expect((await rows('lines')).map((row) => row.id)).toEqual(['ledger:51|2026-11']);
  });

  it('follow a budget and a stage', async () => {
    await office.put('clients', [
      record('50', 'Northwind', {
        stage: label('Running'),
        tier: label('B'),
        budget: 7000.25,
        currency: label('EUR'),
        manager: people('7=Anna'),
      }),
      record('51', 'Заря', { stage: label('Paused'), tier: label('C') }),
    ]);
    expect(await rows('lines')).toEqual([
      { id: 'ledger:50|2026-11', client: 'Northwind', month: '2026-11', budget: '7000.25', currency: 'EUR' },
    ]);
  });
});

describe('writing', () => {
  const write = {
    kind: 'remove' as const,
    step: brandAs<StepId>('s'),
    key: brandAs<RecordKey>('k'),
    localId: brandAs<never>('x'),
    position: null,
  };

  it('is refused', async () => {
    const container = openComputed(office.app, office.account, await office.store.replicas());
    const intent = { id: brandAs<IntentId>('i'), replica: office.replicas.kpi, writes: [write] };
    expect(() => container.pack([write])).toThrow(SyncError);
    await expect(container.apply(intent)).rejects.toThrow('computed-is-read-only');
    expect(await container.settle(intent)).toEqual({ kind: 'none' });
    expect(container.pack([])).toEqual([]);
    expect((await container.covered([intent])).size).toBe(0);
  });
});
