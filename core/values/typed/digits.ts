/** Digits of other scripts as ours, and the marks of writing direction taken away: what is left is what a person sees. */
export function plainDigits(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(DIRECTION, '')
    .replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)))
    .replace(/[\uff0c\uff0e\uff0d\uff0b\uff08\uff09\uff0f]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - WIDE));
}

/** Between a full-width sign and its narrow form. */
const WIDE = 0xfee0;
const DIRECTION = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Where each script's digits begin; they stand in order. */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0,
  0x1810, 0xff10,
];

function digitOf(digit: string): number | string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => code >= start && code < start + 10);
  return zero === undefined ? digit : code - zero;
}
