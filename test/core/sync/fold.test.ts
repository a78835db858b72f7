/** Texts of a natural key, as they are compared. */
import { describe, expect, test } from 'vitest';
import { byLetters, folded } from '../../../core/sync/identity/fold.ts';

test('[M8] as typed: case, blanks and the form of accents aside', () => {
  expect(folded('  ACME \t Ltd. ')).toBe('acme ltd.');
  expect(folded('Cafe\u0301')).toBe('café');
});

describe('[M8] by letters', () => {
  test.each([
    ['ACME, Inc.', 'acme inc'],
    ['acme  -  inc', 'acme inc'],
    ['(Acme) "Inc"', 'acme inc'],
    ['Acme/Inc', 'acme inc'],
    // Invisible characters and the width of letters.
    ['Ac\u200bme\u00ad', 'acme'],
    ['ＡＣＭＥ', 'acme'],
    ['Straße', 'strasse'],
    ['ΟΔΟΣ', 'οδοσ'],
  ])('%j is %j', (typed, expected) => expect(byLetters(typed)).toBe(expected));

  test.each([
    ["McCann's", 'mccanns'],
    ['McCann’s', 'mccanns'],
    ['McCann s', 'mccanns'],
    ['McCann s Ltd', 'mccanns ltd'],
    ['5 s', '5 s'],
    ['McCann so', 'mccann so'],
    ["O'Brien", 'obrien'],
    ["'Brien'", 'brien'],
    ["5'6", '5 6'],
  ])('an apostrophe parts nothing: %j is %j', (typed, expected) => expect(byLetters(typed)).toBe(expected));

  test.each(['c++', 'r&d', '#1', '50%', '@home', 'a*b', 'café', '1.5', '1,5', '.5', 'v 1.5', '-5', 'a -5', 'a \u20105', '5 $', '...', '—'])(
    'what may tell two apart stays: %j',
    (typed) => expect(byLetters(typed)).toBe(typed),
  );

  test.each([
    ['1.5.', '1.5'],
    ['a.5', 'a 5'],
    ['1.a', '1 a'],
    ['5-6', '5 6'],
    ['a-5', 'a 5'],
    ['- 5', '5'],
    ['1:5', '1 5'],
    [' :5', '5'],
  ])('a point that is in no number, a dash that is no minus: %j is %j', (typed, expected) => expect(byLetters(typed)).toBe(expected));
});
