/** monday's JSON as we ask for it. Read loosely where monday is known to vary, strictly where we act on it. */
import { z } from 'zod';

/** Ids arrive as strings of digits; older answers and webhooks have numbers. */
const id = z.union([z.string(), z.number()]).transform(String);

export const wireError = z
  .object({
    message: z.string().default(''),
    path: z
      .array(z.union([z.string(), z.number()]))
      .nullish()
      .transform((path) => path ?? []),
    extensions: z.looseObject({ code: z.string().optional() }).nullish(),
    retry_in_seconds: z.number().optional(),
  })
  .or(z.string().transform((message) => ({ message, path: [] as (string | number)[], extensions: null, retry_in_seconds: undefined })));

/** The whole body of an answer: today's shape and the flat one of versions before 2025. */
export const envelope = z.looseObject({
  data: z.unknown().optional(),
  errors: z.array(wireError).nullish(),
  error_code: z.string().optional(),
  error_message: z.string().optional(),
  error_data: z.looseObject({}).nullish(),
  status_code: z.number().optional(),
});

export const columnValue = z.object({
  id: z.string(),
  type: z.string(),
  text: z.string().nullish(),
  /** JSON text, or null. */
  value: z.unknown().optional(),
  label: z.string().nullish(),
  linked_item_ids: z.array(id).optional(),
  display_value: z.string().nullish(),
  /** A dropdown's choices, where they are asked for. */
  values: z.array(z.object({ id, label: z.string() })).nullish(),
});

export const item = z.object({
  id,
  name: z.string(),
  state: z.string().nullish(),
  board: z.object({ id }).nullish(),
  column_values: z.array(columnValue),
});

export const column = z.object({ id: z.string(), title: z.string(), type: z.string(), settings: z.unknown().optional() });

export const itemsPage = z.object({ cursor: z.string().nullable(), items: z.array(item) });

export const board = z.object({
  id,
  name: z.string(),
  columns: z.array(column.nullable()).transform((columns) => columns.filter((one) => one !== null)),
});

const activityLog = z.object({ id, event: z.string(), entity: z.string().nullish(), data: z.string(), created_at: z.string() });

/** A board's log as any API version gives it: a list, or a page of one. */
export const activityLogs = z
  .union([z.array(activityLog.nullable()), z.object({ logs: z.array(activityLog.nullable()) }).transform((page) => page.logs)])
  .nullable()
  .transform((entries) => (entries ?? []).filter((one) => one !== null));

export const account = z.object({ id });

export const user = z.object({ id, name: z.string(), email: z.string() });

export type WireError = z.infer<typeof wireError>;
export type WireColumnValue = z.infer<typeof columnValue>;
export type WireItem = z.infer<typeof item>;
export type WireColumn = z.infer<typeof column>;
export type WireLog = z.infer<typeof activityLog>;
