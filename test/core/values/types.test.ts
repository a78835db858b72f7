import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import { checkbox } from '../../../core/values/checkbox.ts';
import { choice } from '../../../core/values/choice.ts';
import { date } from '../../../core/values/date.ts';
import { link } from '../../../core/values/link.ts';
import { number, sameDigits } from '../../../core/values/number.ts';
import { person } from '../../../core/values/person.ts';
import { relation } from '../../../core/values/relation.ts';
import { text as textType } from '../../../core/values/text.ts';
import { context, EMPTY, ERROR, read, text } from './fixtures.ts';

describe('text', () => {
  test.each([
    '=1+1',
    '+7 900',
    '-x',
    '@anna',
    "'quoted",
    '\ttabbed',
    '\rcr',
    ' spaced ',
    'a\r\nb',
    '0111010',
    '12345678901234567890',
    '1,5',
    'é',
    'e\u0301',
    '🙂',
  ])('[V4] %j stays as it is, byte for byte, there and back', (typed) => {
    expect(read(textType, text(typed))).toBe(typed);
    expect(textType.write(typed, context())).toEqual({ kind: 'text', text: typed });
  });

  test('[V4] any text there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const cell = textType.write(typed === '' ? null : typed, context()) as Cell;
        expect(read(textType, cell)).toBe(typed === '' ? null : typed);
      }),
    );
  });

  test('[V4] composed and decomposed letters are two texts', () => {
    expect(textType.isFormOf('é', 'e\u0301')).toBe(false);
  });

  test('[V3] an empty text is no value', () => {
    expect(read(textType, EMPTY)).toBeNull();
    expect(read(textType, text(''))).toBeNull();
    expect(textType.write(null, context())).toEqual(EMPTY);
    expect(textType.write('', context())).toEqual(EMPTY);
  });

  test('[V4] of a text counts what it is, not how it is shown', () => {
    expect(read(textType, { kind: 'text', text: "'007", asShown: '007' })).toBe("'007");
  });

  test('[V4] another kind of cell reads as it is shown', () => {
    expect(read(textType, { kind: 'number', number: '1234.5', asShown: '1 234,50' })).toBe('1 234,50');
    expect(read(textType, { kind: 'number', number: '42' })).toBe('42');
    expect(read(textType, { kind: 'bool', bool: true })).toBe('TRUE');
    expect(read(textType, { kind: 'date', date: '2026-03-01', time: null, asShown: '01.03.2026' })).toBe('01.03.2026');
    expect(read(textType, { kind: 'date', date: '2026-03-01', time: '14:00:00' })).toBe('2026-03-01 14:00:00');
    expect(read(textType, { kind: 'choice', labels: ['a', 'b'] })).toBe('a, b');
    expect(read(textType, { kind: 'link', url: 'https://x.example', text: 'X' })).toBe('X');
  });

  test('[V4] a long number that a narrow column shows in short is read in full, or refused where digits are gone already', () => {
    expect(read(textType, { kind: 'number', number: '123456789012', asShown: '1.23457E+11' })).toBe('123456789012');
    expect(read(textType, { kind: 'number', number: '12345678901234500000', asShown: '1,23457E+19' })).toBe('digits-lost: 1,23457E+19');
    expect(read(textType, { kind: 'number', number: '100000000001', asShown: '1E+11' })).toBe('100000000001');
    expect(read(textType, { kind: 'number', number: '-123456789012', asShown: '-1.23457e11' })).toBe('-123456789012');
    // With words around it that is what a person reads.
    expect(read(textType, { kind: 'number', number: '123456789012', asShown: 'no. 1.23457E+11' })).toBe('no. 1.23457E+11');
    expect(read(textType, { kind: 'number', number: '123456789012', asShown: '1.23457E+11 kg' })).toBe('1.23457E+11 kg');
  });

  test('[V4] fault F57: of a long id that a sheet took for a number the last digits are gone, however it is shown', () => {
    expect(read(textType, { kind: 'number', number: '40817810000000000000' })).toBe('digits-lost: 40817810000000000000');
    expect(read(textType, { kind: 'number', number: '-1234567890123450' })).toBe('digits-lost: -1234567890123450');
    expect(read(textType, { kind: 'number', number: '123456789012345' })).toBe('123456789012345');
    // A board keeps them all.
    expect(read(textType, { kind: 'number', number: '40817810000000000001' })).toBe('40817810000000000001');
    expect(read(textType, { kind: 'number', number: '0.1234567890123450' })).toBe('0.1234567890123450');
    expect(read(textType, text('40817810000000000000'))).toBe('40817810000000000000');
  });

  test('[V20] an error is told as one', () => {
    expect(read(textType, ERROR)).toBe('error-value: #REF!');
    expect(read(textType, text('1.2E+11'))).toBe('1.2E+11');
  });

  test('[V18] vendors trim and write line ends their own way; anything else is another text', () => {
    expect(textType.isFormOf(' a\r\nb ', 'a\nb')).toBe(true);
    expect(textType.isFormOf('a', 'A')).toBe(false);
    expect(textType.isFormOf('a  b', 'a b')).toBe(false);
    expect(textType.isFormOf('a', null)).toBe(false);
    expect(textType.isFormOf('  ', null)).toBe(true);
  });
});

describe('number', () => {
  test('[V5] typed cells are canonical decimals', () => {
    expect(read(number, { kind: 'number', number: '0012.50' })).toBe('12.5');
    expect(read(number, { kind: 'number', number: '1e3' })).toBe('1000');
    expect(read(number, { kind: 'number', number: '12345678901234567890.12' })).toBe('12345678901234567890.12');
    expect(read(number, { kind: 'number', number: '0.1', asShown: '10%' })).toBe('0.1');
  });

  test('[V3] empty and blank', () => {
    expect(read(number, EMPTY)).toBeNull();
    expect(read(number, text(' \u00a0'))).toBeNull();
    expect(number.write(null, context())).toEqual(EMPTY);
    expect(number.write('1.5', context())).toEqual({ kind: 'number', number: '1.5' });
  });

  test('[V7] a text is read in the side’s locale; a side without one decides nothing', () => {
    expect(read(number, text('1,234'), { locale: 'en-US' })).toBe('1234');
    expect(read(number, text('1,234'), { locale: 'de-DE' })).toBe('1.234');
    expect(read(number, text('1,234'), { locale: null })).toBe('ambiguous-number: 1,234');
  });

  test('[V20] what is none is told as it is shown', () => {
    expect(read(number, text('tbd'))).toBe('not-a-number: tbd');
    expect(read(number, ERROR)).toBe('error-value: #REF!');
    expect(read(number, { kind: 'bool', bool: true })).toBe('not-a-number: TRUE');
    expect(read(number, { kind: 'date', date: '2026-03-04', time: null, asShown: '3/4' })).toBe('not-a-number: 3/4');
    expect(read(number, { kind: 'number', number: 'NaN' })).toBe('not-a-number: NaN');
  });

  test.each([
    ['1.996', '2', true],
    ['1.996', '2.00', true],
    ['1.994', '1.99', true],
    ['1.995', '1.99', true],
    ['1.995', '2', true],
    ['-1.996', '-2', true],
    ['1.996', '1.99', false],
    ['1.99', '1.98', false],
    ['2', '1.996', false],
    ['2', '3', false],
    ['1.5', '3', false],
    ['12345678901234567890.12', '12345678901234567890.1', true],
    // As floats these are the same number.
    ['12345678901234567890.12', '12345678901234567891', false],
    ['0.30000000000000004', '0.3', true],
  ])('[V18] %s shown as %s: %s', (sent, shown, expected) => {
    expect(sameDigits(sent, shown)).toBe(expected);
    expect(number.isFormOf(sent, shown)).toBe(expected);
  });

  test('[V18] nothing is no form of a number', () => {
    expect(sameDigits('0.4', null)).toBe(false);
    expect(sameDigits(null, '0')).toBe(false);
    expect(sameDigits(null, null)).toBe(true);
  });
});

describe('date', () => {
  test('[V10] a day, and only one of the calendar', () => {
    expect(read(date, { kind: 'date', date: '2028-02-29', time: null })).toBe('2028-02-29');
    expect(read(date, { kind: 'date', date: '2026-03-01', time: '23:59:00' })).toBe('2026-03-01');
    expect(read(date, { kind: 'date', date: '+012026-03', time: null })).toBe('not-a-date: +012026-03');
    expect(read(date, EMPTY)).toBeNull();
    expect(date.write('2026-03-01', context())).toEqual({ kind: 'date', date: '2026-03-01', time: null });
    expect(date.write(null, context())).toEqual(EMPTY);
  });

  test('[V11] a text is read in the side’s locale', () => {
    expect(read(date, text('03/04/2025'), { locale: 'en-US' })).toBe('2025-03-04');
    expect(read(date, text('03/04/2025'), { locale: 'en-GB' })).toBe('2025-04-03');
    expect(read(date, text('03/04/2025'), { locale: null })).toBe('ambiguous-date: 03/04/2025');
    expect(read(date, text('  '))).toBeNull();
  });

  test('[V20] a number, an error, a tick are no dates', () => {
    expect(read(date, { kind: 'number', number: '46082' })).toBe('not-a-date: 46082');
    expect(read(date, ERROR)).toBe('error-value: #REF!');
    expect(read(date, { kind: 'bool', bool: true })).toBe('not-a-date: TRUE');
  });

  test('[V18] no other day is a form of a day', () => {
    expect(date.isFormOf('2026-03-01', '2026-03-01')).toBe(true);
    expect(date.isFormOf('2026-03-01', '2026-02-28')).toBe(false);
  });
});

describe('people', () => {
  const ref = (over: { id?: string; name?: string; email?: string }) => ({ id: null, name: null, email: null, ...over });

  test('[V12] by id, by e-mail, by name, in any case and spacing', () => {
    expect(read(person, { kind: 'people', people: [ref({ id: '13', name: 'Chris Lee' }), ref({ id: '11' })] })).toEqual(['11', '13']);
    expect(read(person, text('ANNA@agency.example'))).toEqual(['11']);
    expect(read(person, text(' anna   petrova '))).toEqual(['11']);
    expect(read(person, text('Zoe\u0308'))).toEqual(['9']);
    expect(read(person, { kind: 'people', people: [ref({ name: ' Anna Petrova ' })] })).toEqual(['11']);
    expect(read(person, { kind: 'people', people: [ref({ email: 'chris.lee@agency.example', name: 'Chris Lee' })] })).toEqual(['13']);
  });

  test('[V12] several, sorted, once each', () => {
    expect(read(person, text('zoe@agency.example; Anna Petrova\nanna@agency.example'))).toEqual(['11', '9']);
    expect(read(person, EMPTY)).toBeNull();
    expect(read(person, text(' , '))).toBeNull();
  });

  test('[V12] as mail programs copy people', () => {
    expect(read(person, text('Anna P. <anna@agency.example>; "Zoë" <zoe@agency.example>'))).toEqual(['11', '9']);
    expect(read(person, text('<anna@agency.example>'))).toEqual(['11']);
    expect(read(person, text('Anna Petrova <anna@elsewhere.example>'))).toBe('unknown-person: Anna Petrova <anna@elsewhere.example>');
    // Half of the brackets makes no address.
    expect(read(person, text('anna@agency.example>'))).toBe('unknown-person: anna@agency.example>');
    expect(read(person, text('Anna <anna@agency.example.'))).toBe('unknown-person: Anna <anna@agency.example.');
  });

  test('[V12] a name with a comma in it is a name', () => {
    expect(read(person, text('Klein, Boris'))).toEqual(['12']);
  });

  test('[V12] nobody, two of one name, somebody who left: findings', () => {
    expect(read(person, text('Dora'))).toBe('unknown-person: Dora');
    expect(read(person, text('AnnaPetrova'))).toBe('unknown-person: AnnaPetrova');
    expect(read(person, { kind: 'people', people: [ref({ email: '' })] })).toBe('unknown-person: ');
    expect(read(person, text('Anna Petrova, Dora'))).toBe('unknown-person: Anna Petrova, Dora');
    expect(read(person, text('Chris Lee'))).toBe('ambiguous-person: Chris Lee');
    expect(read(person, { kind: 'people', people: [ref({ id: '99', name: 'Gone' })] })).toBe('unknown-person: Gone');
    expect(read(person, { kind: 'people', people: [ref({ id: 'team:5', name: 'Sales' })] })).toBe('unknown-person: Sales');
    expect(read(person, { kind: 'people', people: [ref({ email: 'anna@elsewhere.example', name: 'Anna Petrova' })] })).toBe(
      'unknown-person: Anna Petrova',
    );
    expect(read(person, ERROR)).toBe('error-value: #REF!');
  });

  test('[V12] what is written reads back as the same person, also where a name tells nobody', () => {
    for (const ids of [['11'], ['12'], ['13'], ['14'], ['11', '9'], ['12', '13']]) {
      const cell = person.write(ids, context());
      if (cell.kind !== 'people') throw new Error(cell.kind);
      const shown = cell.people.map((one) => one.name ?? one.email ?? one.id ?? '').join(', ');
      expect(read(person, text(shown))).toEqual(ids);
    }
    expect(person.write(['11'], context())).toEqual({
      kind: 'people',
      people: [{ id: '11', name: 'Anna Petrova', email: 'anna@agency.example' }],
    });
  });

  test('[V19] somebody whom the account doesn’t know can’t be written', () => {
    expect(person.write(['11', '99'], context())).toEqual({ kind: 'unholdable', why: 'unknown-person' });
    expect([person.write(null, context()), person.write([], context())]).toEqual([EMPTY, EMPTY]);
  });
});

test('[V18] other people, or other records, are no form of those', () => {
  for (const type of [person, relation]) {
    expect(type.isFormOf(['11', '9'], ['11', '9'])).toBe(true);
    expect(type.isFormOf(['11', '9'], ['11'])).toBe(false);
    expect(type.isFormOf(['11'], null)).toBe(false);
  }
});

describe('choice', () => {
  const labels = ['Lead', 'Active', 'active!'];

  test('[V13] the column’s own label, by letter and not by case', () => {
    expect(read(choice, { kind: 'choice', labels: ['Lead'] }, { labels })).toBe('Lead');
    expect(read(choice, text(' aCTIVE '), { labels })).toBe('Active');
    expect(read(choice, text('whatever'), { labels: null })).toBe('whatever');
    expect(read(choice, EMPTY, { labels })).toBeNull();
    expect(choice.write('ACTIVE', context({ labels }))).toEqual({ kind: 'choice', labels: ['Active'] });
    expect(choice.write(null, context({ labels }))).toEqual(EMPTY);
  });

  test('[V13] of two labels that differ by case each is itself', () => {
    expect(read(choice, text('lead'), { labels: ['LEAD', 'lead'] })).toBe('lead');
  });

  test('[V13] a label that the column doesn’t have, or several, are findings', () => {
    expect(read(choice, text('Lost'), { labels })).toBe('unknown-label: Lost');
    expect(read(choice, { kind: 'choice', labels: ['Lead', 'Active'] }, { labels })).toBe('several-labels: Lead, Active');
    expect(read(choice, ERROR, { labels })).toBe('error-value: #REF!');
    expect(choice.write('Lost', context({ labels }))).toEqual({ kind: 'unholdable', why: 'unknown-label' });
    expect(choice.write('Lost', context({ labels: null }))).toEqual({ kind: 'choice', labels: ['Lost'] });
  });

  test('[V18] another case is a form, another label isn’t', () => {
    expect(choice.isFormOf('Active', 'ACTIVE')).toBe(true);
    expect(choice.isFormOf('Active', 'Lead')).toBe(false);
    expect(choice.isFormOf('Active', null)).toBe(false);
    expect(choice.isFormOf('Straße', 'Strasse')).toBe(false);
  });
});

describe('checkbox', () => {
  test('[V15] ticked or not; an empty cell isn’t', () => {
    expect(read(checkbox, { kind: 'bool', bool: true })).toBe(true);
    expect(read(checkbox, { kind: 'bool', bool: false })).toBe(false);
    expect(read(checkbox, EMPTY)).toBe(false);
    for (const yes of ['TRUE', 'yes', ' Да ', 'x', '✓', 'v']) expect(read(checkbox, text(yes))).toBe(true);
    for (const no of ['false', 'No', 'нет', ' ']) expect(read(checkbox, text(no))).toBe(false);
    expect(checkbox.write(true, context())).toEqual({ kind: 'bool', bool: true });
    expect(checkbox.write(null, context())).toEqual({ kind: 'bool', bool: false });
  });

  test('[V20] anything else is a finding', () => {
    expect(read(checkbox, text('maybe'))).toBe('not-a-checkbox: maybe');
    expect(read(checkbox, { kind: 'number', number: '1' })).toBe('not-a-checkbox: 1');
    expect(read(checkbox, ERROR)).toBe('error-value: #REF!');
  });

  test('[V18] empty is a form of unticked', () => {
    expect(checkbox.isFormOf(false, null)).toBe(true);
    expect(checkbox.isFormOf(true, false)).toBe(false);
    expect(checkbox.isFormOf(true, true)).toBe(true);
  });
});

describe('link', () => {
  test('[V16] web and mail addresses', () => {
    expect(read(link, { kind: 'link', url: 'https://x.example/a', text: 'X' })).toBe('https://x.example/a');
    expect(read(link, text(' HTTP://x.example '))).toBe('HTTP://x.example');
    expect(read(link, text('mailto:a@x.example'))).toBe('mailto:a@x.example');
    expect(read(link, EMPTY)).toBeNull();
    expect(read(link, ERROR)).toBe('error-value: #REF!');
    expect(link.write(null, context())).toEqual(EMPTY);
    expect(link.write('https://x.example', context())).toEqual({ kind: 'link', url: 'https://x.example', text: 'https://x.example' });
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'x.example',
    'https:// x.example',
    'ftp://x.example',
    'file:///etc/passwd',
    'see https://x.example',
    'https://x.example there',
  ])('[V16] %j doesn’t travel', (typed) => expect(read(link, text(typed))).toBe(`not-a-link: ${typed}`));

  test('[V18] a slash at the end is a form', () => {
    expect(link.isFormOf('https://x.example', 'https://x.example/')).toBe(true);
    expect(link.isFormOf('https://x.example/a', 'https://x.example/b')).toBe(false);
    expect(link.isFormOf('https://x.example/', 'https://x.example')).toBe(true);
    expect([link.isFormOf('https://x.example', null), link.isFormOf(null, 'https://x.example')]).toEqual([false, false]);
  });
});

describe('relation', () => {
  test('[V17] names, sorted, once each', () => {
    expect(read(relation, { kind: 'relation', ids: ['2', '1'], names: ['Beta', 'Acme'] })).toEqual(['Acme', 'Beta']);
    expect(read(relation, { kind: 'relation', ids: ['1'], names: ['Acme, Inc'] })).toEqual(['Acme, Inc']);
    expect(read(relation, text('Beta; Acme,Beta'))).toEqual(['Acme', 'Beta']);
    expect(read(relation, EMPTY)).toBeNull();
    expect(read(relation, ERROR)).toBe('error-value: #REF!');
  });

  test('[V17] links that names don’t tell apart are not taken for fewer links', () => {
    expect(read(relation, { kind: 'relation', ids: ['1', '2'], names: [] })).toMatch(/^unknown-record/);
    expect(read(relation, { kind: 'relation', ids: ['1', '2'], names: ['Acme', 'Acme'] })).toMatch(/^unknown-record/);
  });

  test('[V17] a side that links by id must know every id', () => {
    const board = context({ kinds: ['relation'], related: new Map([['Acme', '1']]) });
    expect(relation.write(['Acme'], board)).toEqual({ kind: 'relation', ids: ['1'], names: ['Acme'] });
    expect(relation.write(['Acme', 'Beta'], board)).toEqual({ kind: 'unholdable', why: 'unknown-record' });
    expect(relation.write(['Acme'], context({ kinds: ['relation'] }))).toEqual({ kind: 'unholdable', why: 'unknown-record' });
    expect([relation.write(null, board), relation.write([], context())]).toEqual([EMPTY, EMPTY]);
  });

  test('[V17] a side that shows names needs none, but can’t show a name with a comma', () => {
    expect(relation.write(['Acme', 'Beta'], context())).toEqual({ kind: 'relation', ids: [], names: ['Acme', 'Beta'] });
    expect(relation.write(['Acme', 'Acme, Inc'], context())).toEqual({ kind: 'unholdable', why: 'unknown-record' });
  });
});
