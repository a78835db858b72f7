import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import { choice } from '../../../core/values/choice.ts';
import { choices } from '../../../core/values/choices.ts';
import { joinList, splitList } from '../../../core/values/typed/list.ts';
import { cellText } from '../../../core/values/value.ts';
import { context, EMPTY, ERROR, read, text } from './fixtures.ts';

const labels = ['Design', 'Print', 'Web, mobile'];

describe('several labels', () => {
  test('[V25] sorted, once each, by letters and not by case', () => {
    expect(read(choices, { kind: 'choice', labels: ['Print', 'Design'] }, { labels })).toEqual(['Design', 'Print']);
    expect(read(choices, text('print;  DESIGN\nPrint'), { labels })).toEqual(['Design', 'Print']);
    expect(read(choices, text(' , '), { labels })).toBeNull();
    expect(read(choices, EMPTY)).toBeNull();
    expect(read(choices, text('b, A, a'))).toEqual(['A', 'b']);
    expect(read(choices, { kind: 'choice', labels: [' Print ', ''] })).toEqual(['Print']);
  });

  test('[V25] a label with a comma in it: alone as it stands, among others in quotes', () => {
    expect(read(choices, text('Web, mobile'), { labels })).toEqual(['Web, mobile']);
    expect(read(choices, text('"Web, mobile", Print'), { labels })).toEqual(['Print', 'Web, mobile']);
    expect(choices.write(['Print', 'Web, mobile'], context())).toEqual({
      kind: 'choice',
      labels: ['Print', 'Web, mobile'],
      asShown: 'Print, "Web, mobile"',
    });
  });

  test('[V25] one that the column doesn’t have is a finding for all of them, and a quote that nobody closed', () => {
    expect(read(choices, text('Print, Radio'), { labels })).toBe('unknown-label: Print, Radio');
    expect(read(choices, text('"Print, Design'), { labels })).toBe('unknown-label: "Print, Design');
    expect(read(choices, text('"Print" Design'), { labels })).toBe('unknown-label: "Print" Design');
    expect(read(choices, ERROR, { labels })).toBe('error-value: #REF!');
    expect(choices.write(['Print', 'Radio'], context({ labels }))).toEqual({ kind: 'unholdable', why: 'unknown-label' });
    expect([choices.write(null, context({ labels })), choices.write([], context({ labels }))]).toEqual([EMPTY, EMPTY]);
  });

  test('[V18] another case and another order are forms, other labels aren’t', () => {
    expect(choices.isFormOf(['A', 'b'], ['B', 'a'])).toBe(true);
    expect(choices.isFormOf(['A'], ['A', 'b'])).toBe(false);
    expect(choices.isFormOf(['A'], ['b'])).toBe(false);
    expect(choices.isFormOf(null, [])).toBe(true);
  });

  test('[V25] parts of a text: any separator, blanks around them, nothing between two', () => {
    expect(splitList('a;b,c\nd\re\r\nf')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(splitList(' a , "b" ;"c, d"')).toEqual(['a', 'b', 'c, d']);
    expect(splitList(',, a,"", ;b,')).toEqual(['a', 'b']);
    expect(splitList('')).toEqual([]);
    expect(splitList('"a ""b"" c", it"s')).toEqual(['a "b" c', 'it"s']);
  });

  test.each(['"', '"a', '"a""', 'a, "b', '"a"x', '"a" x, b', '"a""x'])('[V25] %j has a quote that closes nothing', (typed) =>
    expect(splitList(typed)).toBeNull(),
  );

  test('[V21] [V25] any labels there and back through a text', () => {
    const label = fc.string({ unit: fc.constantFrom('a', 'B', ' ', ',', ';', '"', '\n', '\r', 'é', '🙂', '\t', '\u00a0'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 5 }), (all) => {
        expect(splitList(joinList(all))).toEqual(all);
        const value = read(choices, { kind: 'choice', labels: all });
        const cell = choices.write(value as string[] | null, context()) as Cell;
        expect(read(choices, text(cellText(cell)))).toEqual(value);
      }),
    );
  });

  test('[V23] a long text costs no more than its length', () => {
    for (const one of [' ', ',', '"', '""', '" ', 'a', ', ']) splitList(`x,${one.repeat(300_000)}"`);
    expect(splitList('a,'.repeat(300_000))).toHaveLength(300_000);
  });
});

describe('[V26] a label that the column doesn’t have, where the mapping says that it is made', () => {
  const creating = { labels, create: true };

  test('is read as it stands, and known ones as the column has them', () => {
    expect(read(choice, text(' Radio '), creating)).toBe('Radio');
    expect(read(choice, text('design'), creating)).toBe('Design');
    expect(read(choices, text('Radio, print'), creating)).toEqual(['Print', 'Radio']);
    expect(read(choice, { kind: 'choice', labels: ['A', 'B'] }, creating)).toBe('several-labels: A, B');
  });

  test('is written with the word to make it; known ones without', () => {
    expect(choice.write('Radio', context(creating))).toEqual({ kind: 'choice', labels: ['Radio'], create: true });
    expect(choice.write('print', context(creating))).toEqual({ kind: 'choice', labels: ['Print'] });
    expect(choices.write(['Print', 'Radio'], context(creating))).toEqual({ kind: 'choice', labels: ['Print', 'Radio'], create: true });
    expect(choices.write(['Print'], context(creating))).toEqual({ kind: 'choice', labels: ['Print'] });
  });
});
