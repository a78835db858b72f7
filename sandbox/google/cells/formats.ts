/** Cell formats: the default one, and how a person's own lies over it. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';

type CellFormat = sheets_v4.Schema$CellFormat;

const WHITE = { red: 1, green: 1, blue: 1 };

export const DEFAULT_FORMAT: CellFormat = {
  backgroundColor: WHITE,
  padding: { top: 2, right: 3, bottom: 2, left: 3 },
  verticalAlignment: 'BOTTOM',
  wrapStrategy: 'OVERFLOW_CELL',
  textFormat: {
    foregroundColor: {},
    fontFamily: 'arial,sans,sans-serif',
    fontSize: 10,
    bold: false,
    italic: false,
    strikethrough: false,
    underline: false,
    foregroundColorStyle: { rgbColor: {} },
  },
  backgroundColorStyle: { rgbColor: WHITE },
};

const effective = new WeakMap<CellFormat, CellFormat>();

/** The format in force: the default with the person's over it, field by field. */
export function effectiveFormat(own: CellFormat): CellFormat {
  let merged = effective.get(own);
  if (!merged) {
    merged = over(DEFAULT_FORMAT, own) as CellFormat;
    effective.set(own, merged);
  }
  return merged;
}

function over(base: unknown, top: unknown): unknown {
  if (!isRecord(base) || !isRecord(top)) return top;
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(top)) out[key] = key in base ? over(base[key], value) : value;
  return out;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
