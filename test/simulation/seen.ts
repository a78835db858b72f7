/** Records as people see them: whose they are, and what they say, apart from how a vendor writes it. */
export type OracleSide = 'left' | 'right';
export const SIDES = ['left', 'right'] as const;

/** A record as a side shows it in the end: texts by field. */
export interface Seen {
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that a formula fills. */
  readonly formulas?: readonly string[];
  /** What is in the unmapped column, and what a person last put there. */
  readonly own: string;
  readonly ownTyped: string;
}

export interface Violation {
  readonly promise: string;
  readonly what: string;
}

/** `R7` of `R7 anything`. */
export const stampOf = (name: string): string => /^\s*(R\d+)\b/.exec(name)?.[1] ?? '';
export const stampIn = (text: string): string => /\b(R\d+)\b/.exec(text)?.[1] ?? '';

/** A text apart from what vendors do to it: blanks at the ends, and how a number is written, digit by digit. */
export function norm(text: string): string {
  const plain = text.trim();
  if (!/^[\d,]+(\.\d+)?$/.test(plain)) return plain;
  const [whole = '', fraction = ''] = plain.replaceAll(',', '').split('.');
  const [left, right] = [whole.replace(/^0+(?=\d)/, ''), fraction.replace(/0+$/, '')];
  return right === '' ? left : `${left}.${right}`;
}

export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}
