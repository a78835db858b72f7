import { describe, expect, test } from 'vitest';
import type { FieldMapping } from '../../../core/sync/mapping.ts';
import { columnsOf, readField, writeField } from '../../../core/sync/mapping.ts';
import type { Step } from '../../../core/sync/plan.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { writesFor } from '../../../core/sync/run/write-steps.ts';
import type { Value } from '../../../core/values/value.ts';
import { BUDGET, contextOf, eur, fid, field, key, local, NAME, num, rec, settingsOf, sid, text, valueContext } from './fixtures.ts';

const read = (of: FieldMapping, side: 'left' | 'right', cells: Record<string, string | number | Cell>, over = {}): unknown => {
  const reading = readField(of, side, rec('x', cells).cells, valueContext({ locale: 'en-US', ...over }));
  return reading.kind === 'value' ? reading.value : `${reading.why}: ${reading.shown}`;
};
const write = (of: FieldMapping, side: 'left' | 'right', value: Value, over = {}, before: Record<string, Cell> = {}): unknown => {
  const made = writeField(of, side, value, valueContext(over), rec('x', before).cells);
  return made.kind === 'cells' ? made.cells : made.why;
};

describe('labels mapped one to one', () => {
  const stage = field({
    left: 's',
    type: 'choice',
    map: { Active: 'Aktiv', Lost: 'Verloren', Won: 'Fertig', Done: 'Fertig', constructor: 'Bau' },
  });

  test('[V14] canonical is the left label; the other side shows its own', () => {
    expect(read(stage, 'right', { S: ' aktiv' })).toBe('Active');
    expect(read(stage, 'left', { s: 'Active' })).toBe('Active');
    expect(write(stage, 'right', 'Active')).toEqual({ S: { kind: 'choice', labels: ['Aktiv'] } });
    expect(write(stage, 'left', 'Active')).toEqual({ s: { kind: 'choice', labels: ['Active'] } });
    expect(write(stage, 'right', null)).toEqual({ S: { kind: 'empty' } });
  });

  test('[V14] a label outside the map is a finding, on either side', () => {
    expect(read(stage, 'right', { S: 'Neu' })).toBe('unknown-label: Neu');
    expect(read(stage, 'left', { s: 'New' })).toBe('unknown-label: New');
    expect(write(stage, 'right', 'New')).toBe('unknown-label');
    expect(write(stage, 'right', 'toString')).toBe('unknown-label');
    expect(write(stage, 'right', 'constructor')).toEqual({ S: { kind: 'choice', labels: ['Bau'] } });
  });

  test('[V14] two labels that the map makes one are none: nobody could tell them apart again', () => {
    expect(read(stage, 'right', { S: 'Fertig' })).toBe('unknown-label: Fertig');
    expect(read(stage, 'left', { s: 'Won' })).toBe('unknown-label: Won');
    expect(write(stage, 'right', 'Done')).toBe('unknown-label');
  });
});

describe('labels mapped one to one, others made', () => {
  const tags = field({ left: 's', type: 'choices', map: { Active: 'Aktiv', Lost: 'Verloren' }, create: true });
  const labels = ['Active', 'Lost'];

  test('[V26] a label outside the map stands for itself on both sides', () => {
    expect(read(tags, 'right', { S: 'Neu, aktiv' })).toEqual(['Active', 'Neu']);
    expect(write(tags, 'left', ['Active', 'Neu'], { labels })).toEqual({ s: { kind: 'choice', labels: ['Active', 'Neu'], create: true } });
    expect(write(tags, 'right', ['Active', 'Neu'])).toEqual({ S: { kind: 'choice', labels: ['Aktiv', 'Neu'] } });
  });

  test('[V26] a label that means another one on the other side is a finding: it would come back as that', () => {
    expect(read(tags, 'left', { s: 'Aktiv' })).toBe('unknown-label: Aktiv');
    expect(read(tags, 'right', { S: 'Active' })).toBe('unknown-label: Active');
    expect(write(tags, 'right', ['aktiv'])).toBe('unknown-label');
  });

  test('[V26] [V13] without it the finding stays', () => {
    const plain = { ...tags, create: false };
    expect(read(plain, 'right', { S: 'Neu, aktiv' })).toBe('unknown-label: Neu, aktiv');
    expect(write({ ...plain, map: null }, 'left', ['Neu'], { labels })).toBe('unknown-label');
  });
});

describe('a span of days', () => {
  const span = field({ left: 't', type: 'dateRange', right: 'FROM', until: { right: 'UNTIL' } });
  const VALUE = '2026-03-01/2026-03-05';
  const day = (date: string, time: string | null = null): Cell => ({ kind: 'date', date, time });

  test('[V24] stands in one column here and in two there', () => {
    expect([columnsOf(span, 'left'), columnsOf(span, 'right')]).toEqual([['t'], ['FROM', 'UNTIL']]);
    expect(read(span, 'left', { t: { kind: 'range', from: '2026-03-01', to: '2026-03-05' } })).toBe(VALUE);
    expect(read(span, 'right', { FROM: '3/1/2026', UNTIL: day('2026-03-05') })).toBe(VALUE);
    expect(write(span, 'left', VALUE, { kinds: ['range'] })).toEqual({ t: { kind: 'range', from: '2026-03-01', to: '2026-03-05' } });
    expect(write(span, 'right', VALUE)).toEqual({ FROM: day('2026-03-01'), UNTIL: day('2026-03-05') });
    expect(write(span, 'right', null)).toEqual({ FROM: { kind: 'empty' }, UNTIL: { kind: 'empty' } });
    expect(write(span, 'left', VALUE, { kinds: ['text'] })).toEqual({ t: text('2026-03-01 – 2026-03-05') });
  });

  test('[V16] [V24] times beside its ends stay', () => {
    const before = { FROM: day('2026-02-01', '09:00:00'), UNTIL: day('2026-02-02') };
    expect(write(span, 'right', VALUE, {}, before)).toEqual({ FROM: day('2026-03-01', '09:00:00'), UNTIL: day('2026-03-05') });
  });

  test('[V19] a column of days holds one end only, a timeline no lone one', () => {
    expect(write(span, 'left', VALUE, { kinds: ['date'] })).toBe('wrong-kind');
    expect(write(span, 'right', VALUE, { kinds: ['range', 'date'] })).toBe('wrong-kind');
  });

  test('[D4] a formula at either end locks it', () => {
    const cells = rec('x', { FROM: day('2026-03-01'), UNTIL: { ...day('2026-03-05'), formula: true } }).cells;
    expect(readField(span, 'right', cells, valueContext()).locked).toBe(true);
  });
});

test('[V27] a column that computes itself is never written, and holds nobody back', () => {
  const score = field({ left: 'score', type: 'number' });
  expect(write(score, 'left', '5', { kinds: ['other'] })).toBe('read-only-column');
  const settings = settingsOf({ fields: [NAME, score] });
  const context = {
    ...contextOf(settings, { left: (of) => valueContext({ kinds: of.left === 'score' ? ['other'] : ['text'] }) }),
    record: () => null,
    localId: () => null,
    rows: new Map(),
  };
  const step: Step = {
    id: sid('k1/left/create'),
    kind: 'create',
    side: 'left',
    key: key('k1'),
    name: 'Acme',
    why: 'new',
    run: null,
    from: null,
    fields: { [fid('name')]: 'Acme', [fid('score')]: '5' },
  };
  const made = writesFor('left', [step], context);
  expect(made.writes).toMatchObject([{ kind: 'create', cells: { name: text('Acme') } }]);
  expect(made.unholdable).toMatchObject([{ finding: { kind: 'read-only-column', side: 'left', field: 'score', shown: '5' } }]);
  expect(Object.values(made.steps).flat()).toMatchObject([{ fields: { name: 'Acme' } }]);
});

describe('a value that isn’t of the field’s type', () => {
  test.each<[FieldMapping['type'], Value]>([
    ['number', 'tbd'],
    ['number', '1e3'],
    ['money', 'tbd'],
    ['money', { amount: 'x', currency: 'EUR' }],
    ['date', 'tomorrow'],
    ['checkbox', 'yes'],
    ['person', 'Anna'],
    ['relation', 'Acme'],
    ['text', true],
    ['choice', ['a']],
    ['choices', 'a'],
    ['dateRange', '2026-03-01'],
    ['dateRange', '2026-03-05/2026-03-01'],
    ['link', eur('5')],
  ])('[V19] %s can’t hold %j, and the cell isn’t emptied for it', (type, value) => {
    expect(write(field({ left: 'f', type }), 'left', value)).toBe('wrong-kind');
  });

  test('[V19] every type holds nothing', () => {
    for (const type of ['text', 'longText', 'number', 'date', 'choice', 'person', 'link', 'relation'] as const)
      expect(write(field({ left: 'f', type }), 'left', null)).toEqual({ f: { kind: 'empty' } });
    expect(write(field({ left: 'f', type: 'checkbox' }), 'left', null)).toEqual({ f: { kind: 'bool', bool: false } });
  });

  test('[V19] a pair with one currency holds no other', () => {
    const inEuro = field({ left: 'm', type: 'money', currency: 'EUR' });
    expect(write(inEuro, 'right', eur('5'))).toEqual({ M: num('5') });
    expect(write(inEuro, 'right', { amount: '5', currency: 'USD' })).toBe('not-a-currency');
    expect(write(inEuro, 'right', null)).toEqual({ M: { kind: 'empty' } });
  });
});

test('[V10] [V16] the time beside a date and the text over a link stay', () => {
  const due = field({ left: 'd', type: 'date' });
  const at = { kind: 'date', date: '2026-03-01', time: '14:00:00' } as const;
  expect(write(due, 'left', '2026-03-02', {}, { d: at })).toEqual({ d: { ...at, date: '2026-03-02' } });
  expect(write(due, 'left', '2026-03-02')).toEqual({ d: { kind: 'date', date: '2026-03-02', time: null } });
  expect(write(due, 'left', null, {}, { d: at })).toEqual({ d: { kind: 'empty' } });
  const site = field({ left: 'u', type: 'link' });
  const old = { kind: 'link', url: 'https://a.example', text: 'Our site' } as const;
  expect(write(site, 'left', 'https://b.example', {}, { u: old })).toEqual({ u: { ...old, url: 'https://b.example' } });
  expect(write(site, 'left', 'https://b.example', {}, { u: { ...old, text: old.url } })).toEqual({
    u: { kind: 'link', url: 'https://b.example', text: 'https://b.example' },
  });
});

test('[W3] a label that a column lacks is refused in every column of a field of any type; one that it has is written as it has it', () => {
  const inDropdown = { kinds: ['number', 'choice'], columnLabels: [null, ['Eur', 'USD']] } as const;
  expect(write(BUDGET, 'left', eur('5'), inDropdown)).toEqual({ budget: num('5'), cur: { kind: 'choice', labels: ['Eur'] } });
  expect(write(BUDGET, 'left', null, inDropdown)).toEqual({ budget: { kind: 'empty' }, cur: { kind: 'empty' } });
  const franc = { amount: '5', currency: 'CHF' };
  expect(writeField(BUDGET, 'left', franc, valueContext(inDropdown))).toEqual({ kind: 'unholdable', why: 'unknown-label', shown: 'CHF' });
  const tier = { kinds: ['choice'], columnLabels: [['A', 'B']] } as const;
  expect(write(field({ left: 't', type: 'text' }), 'left', 'C', tier)).toBe('unknown-label');
  expect(write(field({ left: 't', type: 'text' }), 'left', 'b', tier)).toEqual({ t: { kind: 'choice', labels: ['B'] } });
  expect(write(field({ left: 't', type: 'choice', create: true }), 'left', 'C', { ...tier, labels: ['A', 'B'] })).toEqual({
    t: { kind: 'choice', labels: ['C'], create: true },
  });
});

test('[D4] a formula in either of its columns locks a field', () => {
  expect(columnsOf(BUDGET, 'right')).toEqual(['BUDGET', 'CUR']);
  const locked = (cells: Record<string, Cell>): boolean => readField(BUDGET, 'right', rec('x', cells).cells, valueContext()).locked;
  expect(locked({ BUDGET: num('5'), CUR: text('EUR') })).toBe(false);
  expect(locked({ BUDGET: { ...num('5'), formula: true }, CUR: text('EUR') })).toBe(true);
  expect(locked({ BUDGET: num('5'), CUR: { ...text('EUR'), formula: true } })).toBe(true);
});

test('[V19] a typed column is written in its own kind', () => {
  expect(write(BUDGET, 'left', eur('5'), { kinds: ['number', 'choice'] })).toEqual({
    budget: num('5'),
    cur: { kind: 'choice', labels: ['EUR'] },
  });
});

describe('steps as writes', () => {
  const NUMBER = field({ left: 'n', type: 'number' });
  const settings = settingsOf({ fields: [NAME, NUMBER, field({ left: 's', type: 'choice' })] });
  const context = {
    ...contextOf(settings, { right: () => valueContext({ labels: ['Lead'] }) }),
    rows: new Map([[key('k1'), { key: key('k1'), position: 7, fingerprint: '', written: true }]]),
    record: () => rec('R1', { NAME: 'Acme', N: 5 }, { version: 'v3' }),
    localId: () => local('R1'),
  };
  const update = (of: string, after: Value): Step =>
    ({
      id: sid(of),
      kind: 'update',
      side: 'right',
      key: key('k1'),
      name: '',
      why: 'changed',
      run: null,
      field: fid(of),
      beforeToken: '',
      before: null,
      after,
    }) as Step;

  test('[W1] all fields of a record are one write, with what stood in those columns', () => {
    const made = writesFor('right', [update('name', 'Acme Ltd'), update('n', '6')], context);
    expect(made.writes).toEqual([
      {
        kind: 'update',
        step: 'k1/right/update',
        key: 'k1',
        localId: 'R1',
        position: 7,
        cells: { NAME: text('Acme Ltd'), N: num('6') },
        before: { NAME: text('Acme'), N: num('5') },
        version: 'v3',
        identity: { NAME: text('Acme') },
      },
    ]);
    expect(made.steps[sid('k1/right/update')]?.length).toBe(2);
  });

  test('[W2] what a side can’t show is a finding, and the record’s other fields go', () => {
    const made = writesFor('right', [update('s', 'Lost'), update('n', '6')], context);
    expect(made.writes).toMatchObject([{ cells: { N: num('6') } }]);
    expect(made.steps[sid('k1/right/update')]?.map((step) => step.id)).toEqual(['n']);
    expect(made.unholdable).toEqual([{ key: 'k1', finding: { kind: 'unknown-label', side: 'right', field: 's', shown: 'Lost' } }]);
    expect(writesFor('right', [update('s', 'Lost')], context).writes).toEqual([]);
  });

  test('[W2] a create goes without it, and doesn’t count it as sent', () => {
    const fields = { name: 'Acme', s: 'Lost' } as never;
    const create: Step = {
      id: sid('c'),
      kind: 'create',
      side: 'right',
      key: key('k1'),
      name: '',
      why: 'new',
      run: null,
      fields,
      from: null,
    };
    const made = writesFor('right', [create], context);
    expect(made.writes).toEqual([{ kind: 'create', step: 'k1/right/create', key: 'k1', cells: { NAME: text('Acme') } }]);
    expect(made.steps[sid('k1/right/create')]).toEqual([{ ...create, fields: { name: 'Acme' } }]);
  });
});
