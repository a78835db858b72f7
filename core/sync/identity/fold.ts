/**
 * Texts of a natural key as they are compared, in two degrees: as people typed them but for case and blanks, and by their
 * letters and digits alone. A sign that may tell two things apart counts in both: a false match is worse than a miss.
 */

/** Case, blanks and the form of accents aside. */
export const folded = (text: string): string => text.normalize('NFC').trim().replace(BLANKS, ' ').toLowerCase();

/**
 * Punctuation aside, too, with the width of letters, invisible characters, and `ß` for `ss`: `ACME, Inc.` is `Acme Inc`.
 * Symbols stay (`C++` is not `C`), so do accents, the point in `1.5` and the minus of `-5`.
 */
export function byLetters(text: string): string {
  const simple = folded(text);
  if (SIMPLE.test(simple) && !simple.includes(' s')) return simple;
  const plain = folded(text.normalize('NFKC').replace(INVISIBLE, '')).replaceAll('ß', 'ss').replaceAll('ς', 'σ');
  const bare = plain.replace(APOSTROPHE, '').replace(PUNCTUATION, withoutSign).replace(BLANKS, ' ').replace(GENITIVE, 's').trim();
  return bare === '' ? plain : bare;
}

/** Most keys: nothing to take away. */
const SIMPLE = /^[a-z0-9 ]*$/;
const BLANKS = /\s+/g;
const INVISIBLE = /\p{Cf}/gu;
const PUNCTUATION = /\p{P}/gu;
const APOSTROPHE = /(?<=\p{L})['’](?=\p{L})/gu;
/** `McCann s` is how many write `McCann's`. */
const GENITIVE = /(?<=\p{L}) s(?= |$)/gu;
/** Punctuation for Unicode, but a name may be told by it. */
const TELLING = '#&%@*';
const POINT = /[.,]/;
const MINUS = /[-\u2010-\u2015]/;

/** A blank for a sign that tells nothing. */
function withoutSign(sign: string, at: number, text: string): string {
  if (TELLING.includes(sign)) return sign;
  const before = text[at - 1] ?? ' ';
  if (!isDigit(text[at + 1])) return ' ';
  const tells = POINT.test(sign) ? isDigit(before) || before === ' ' : MINUS.test(sign) && before === ' ';
  return tells ? sign : ' ';
}

const isDigit = (sign: string | undefined): boolean => sign !== undefined && sign >= '0' && sign <= '9';
