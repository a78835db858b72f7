/** What pickers and backup tools ask of Drive beside files: shared drives, revisions, ids, a spreadsheet as text. */
import { wholeTab } from '../book/boxes.ts';
import { displayed } from '../cells/display.ts';
import { GoogleError } from '../wire/errors.ts';
import { prune } from '../wire/field-mask.ts';
import type { DriveCall } from './call.ts';
import { describeUser, driveMask, requireFields, time } from './describe.ts';
import { requireFile, SPREADSHEET } from './files.ts';

const SEPARATORS: Readonly<Record<string, string>> = { 'text/csv': ',', 'text/tab-separated-values': '\t' };

export const AROUND_CALLS = {
  // Nobody here has shared drives.
  'drives.list': () => ({ kind: 'drive#driveList', drives: [] }),
  'files.generateIds': ({ world, query }: DriveCall) => {
    const count = Math.min(1000, Math.max(1, Number(query.get('count') ?? 10) || 10));
    return { kind: 'drive#generatedIds', space: 'drive', ids: Array.from({ length: count }, () => world.ids.opaque(33)) };
  },
  // Older revisions aren't kept: a list that leaves some out is what the vendor warns of, too.
  'revisions.list': (call: DriveCall) => {
    const { world, caller, fileId, fields } = call;
    const file = requireFile(world, caller, fileId);
    const revision = {
      kind: 'drive#revision',
      id: String(file.version),
      mimeType: file.mimeType,
      modifiedTime: time(file.modifiedTime),
      lastModifyingUser: describeUser(world, caller, file.lastModifyingUserId),
    };
    return prune({ kind: 'drive#revisionList', revisions: [revision] }, driveMask(fields, 'RevisionList'));
  },
  // Nobody here writes comments.
  'comments.list': ({ world, caller, fileId, fields }: DriveCall) => {
    requireFile(world, caller, fileId);
    return prune({ kind: 'drive#commentList', comments: [] }, driveMask(requireFields(fields), 'CommentList'));
  },
  'files.export': exportFile,
} as const;

/** The first tab that isn't hidden, as it is shown. */
function exportFile({ world, library, caller, fileId, query }: DriveCall): Response {
  const file = requireFile(world, caller, fileId);
  const separator = SEPARATORS[query.get('mimeType') ?? ''];
  if (file.mimeType !== SPREADSHEET) {
    throw new GoogleError(403, 'Export only supports Docs Editors files.', { reason: 'fileNotExportable' });
  }
  if (separator === undefined) {
    throw new GoogleError(400, 'The requested conversion is not supported.', {
      reason: 'badRequest',
      location: { name: 'convertTo', type: 'parameter' },
    });
  }
  const { book, calc } = library.open(fileId, caller, 'read');
  const tab = book.tabs().find((one) => !one.hidden);
  const lines: string[] = [];
  let [filled, wide] = [0, 0];
  if (tab) {
    const box = wholeTab(book, tab.sheetId);
    const rows: string[][] = [];
    for (let row = box.r0; row < box.r1; row += 1) {
      const texts: string[] = [];
      for (const [column] of (book.rowAt(tab.sheetId, row)?.cells ?? []).entries()) {
        const format = book.cellAt(tab.sheetId, row, column)?.format?.numberFormat;
        texts.push(displayed(calc.value(book, tab.sheetId, row, column), format, book.doc.locale) ?? '');
      }
      while (texts.at(-1) === '') texts.pop();
      if (texts.length > 0) filled = row + 1;
      wide = Math.max(wide, texts.length);
      rows.push(texts);
    }
    for (const texts of rows.slice(0, filled)) {
      lines.push(Array.from({ length: wide }, (_, column) => quoted(texts[column] ?? '', separator)).join(separator));
    }
  }
  return new Response(lines.join('\r\n'), { headers: { 'content-type': query.get('mimeType') ?? 'text/csv' } });
}

const quoted = (text: string, separator: string): string =>
  text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
