/** Google's JSON as far as we read it: Sheets v4 and Drive v3. Unknown members are dropped, never relied on. */
import { z } from 'zod';

const extendedValue = z.object({
  numberValue: z.number().optional(),
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  formulaValue: z.string().optional(),
  errorValue: z.object({ type: z.string().optional(), message: z.string().optional() }).optional(),
});

/** What a read asks of each cell. `effectiveValue` is the result of a formula; chips stand in the value as a placeholder only. */
export const CELL_FIELDS =
  'userEnteredValue,effectiveValue,formattedValue,note,effectiveFormat.numberFormat.type,chipRuns.chip.personProperties.email';

const cellData = z.object({
  userEnteredValue: extendedValue.optional(),
  effectiveValue: extendedValue.optional(),
  formattedValue: z.string().optional(),
  note: z.string().optional(),
  chipRuns: z.array(z.object({ chip: z.object({ personProperties: z.object({ email: z.string() }).optional() }).optional() })).optional(),
  /** Read where something is taken back, to see whether it is another; what it says is nothing to us. */
  userEnteredFormat: z.unknown().optional(),
  effectiveFormat: z.object({ numberFormat: z.object({ type: z.string().optional() }).optional() }).optional(),
  dataValidation: z
    .object({
      condition: z
        .object({ type: z.string(), values: z.array(z.object({ userEnteredValue: z.string().optional() })).optional() })
        .optional(),
    })
    .optional(),
});

const developerMetadata = z.object({
  metadataId: z.number().int(),
  metadataKey: z.string().optional(),
  metadataValue: z.string().optional(),
});

const gridRange = z.object({
  sheetId: z.number().int().optional(),
  startRowIndex: z.number().int().optional(),
  endRowIndex: z.number().int().optional(),
  startColumnIndex: z.number().int().optional(),
  endColumnIndex: z.number().int().optional(),
});

const gridData = z.object({
  startRow: z.number().int().optional(),
  startColumn: z.number().int().optional(),
  rowData: z.array(z.object({ values: z.array(cellData).optional() })).optional(),
  rowMetadata: z.array(z.object({ developerMetadata: z.array(developerMetadata).optional() })).optional(),
  columnMetadata: z.array(z.object({ developerMetadata: z.array(developerMetadata).optional() })).optional(),
});

const sheet = z.object({
  properties: z.object({
    // Protobuf leaves out zeros and empty strings: the first tab of a new spreadsheet has id 0.
    sheetId: z.number().int().default(0),
    title: z.string().default(''),
    gridProperties: z.object({ rowCount: z.number().int().default(0), columnCount: z.number().int().default(0) }).optional(),
  }),
  developerMetadata: z.array(developerMetadata).optional(),
  data: z.array(gridData).optional(),
  merges: z.array(gridRange).optional(),
  basicFilter: z.looseObject({ range: gridRange.optional(), tableId: z.string().optional() }).optional(),
  tables: z.array(z.object({ tableId: z.string(), range: gridRange })).optional(),
  protectedRanges: z
    .array(
      z.object({
        description: z.string().optional(),
        range: gridRange.optional(),
        warningOnly: z.boolean().optional(),
        requestingUserCanEdit: z.boolean().optional(),
      }),
    )
    .optional(),
});

const namedRange = z.object({ namedRangeId: z.string(), name: z.string().default(''), range: gridRange.optional() });

export const spreadsheetAnswer = z.object({
  properties: z.object({ title: z.string().default(''), locale: z.string().optional(), timeZone: z.string().optional() }).optional(),
  sheets: z.array(sheet).default([]),
  namedRanges: z.array(namedRange).default([]),
});

/** What a new spreadsheet is known by. */
export const createdAnswer = z.object({
  spreadsheetId: z.string().min(1),
  sheets: z.tuple([z.object({ properties: z.object({ sheetId: z.number().int().default(0), title: z.string() }) })]),
});

/** `updatedSpreadsheet` is there only where the call asked for it. */
export const batchAnswer = z.object({ spreadsheetId: z.string(), updatedSpreadsheet: spreadsheetAnswer.optional() });

export const errorAnswer = z.object({
  error: z.object({
    code: z.number().optional(),
    message: z.string().default(''),
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.looseObject({ reason: z.string().optional() })).optional(),
  }),
});

export const startPageTokenAnswer = z.object({ startPageToken: z.string() });

export const changesAnswer = z.object({
  nextPageToken: z.string().optional(),
  newStartPageToken: z.string().optional(),
  changes: z.array(z.object({ fileId: z.string().optional() })).default([]),
});

export const channelAnswer = z.object({ id: z.string(), resourceId: z.string(), expiration: z.string().regex(/^\d+$/).optional() });

export type ExtendedValue = z.infer<typeof extendedValue>;
export type CellData = z.infer<typeof cellData>;
export type GridRange = z.infer<typeof gridRange>;
export type GridData = z.infer<typeof gridData>;
export type SheetAnswer = z.infer<typeof sheet>;
export type NamedRange = z.infer<typeof namedRange>;
export type SpreadsheetAnswer = z.infer<typeof spreadsheetAnswer>;

/** One entry of a `batchUpdate`, in Google's words; what it means is checked by Google. */
export type BatchRequest = Readonly<Record<string, unknown>>;
