/** Named ranges. The id may be chosen by the client; one that exists is refused. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { boxOf } from '../../book/boxes.ts';
import type { Workbook } from '../../sheets/library.ts';
import { invalid } from '../../wire/errors.ts';
import { parseWriteMask, wants } from '../../wire/field-mask.ts';

export function addNamedRange({ book, world }: Workbook, { namedRange }: sheets_v4.Schema$AddNamedRangeRequest): sheets_v4.Schema$Response {
  const id = namedRange?.namedRangeId || world.ids.opaque(11);
  if (book.names.some((name) => name.namedRangeId === id))
    throw invalid(`Cannot add named range with ID ${id}, a named range with that ID already exists.`);
  const name = requireName({ book }, namedRange?.name ?? '', undefined);
  boxOf(book, namedRange?.range);
  const added = { namedRangeId: id, name, range: { ...namedRange?.range, sheetId: namedRange?.range?.sheetId ?? 0 } };
  book.changeNames([...book.names, added]);
  return { addNamedRange: { namedRange: added } };
}

export function updateNamedRange({ book }: Workbook, request: sheets_v4.Schema$UpdateNamedRangeRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'NamedRange');
  const id = request.namedRange?.namedRangeId ?? '';
  const before = book.names.find((name) => name.namedRangeId === id);
  if (!before) throw invalid(`No NamedRange with id: ${id}`);
  const after = { ...before };
  if (wants(mask, 'name')) after.name = requireName({ book }, request.namedRange?.name ?? '', id);
  if (wants(mask, 'range')) {
    boxOf(book, request.namedRange?.range);
    after.range = { ...request.namedRange?.range, sheetId: request.namedRange?.range?.sheetId ?? 0 };
  }
  book.changeNames(book.names.map((name) => (name === before ? after : name)));
}

export function deleteNamedRange({ book }: Workbook, { namedRangeId }: sheets_v4.Schema$DeleteNamedRangeRequest): undefined {
  const rest = book.names.filter((name) => name.namedRangeId !== namedRangeId);
  if (rest.length === book.names.length) throw invalid(`No NamedRange with id: ${namedRangeId ?? ''}`);
  book.changeNames(rest);
}

function requireName({ book }: Pick<Workbook, 'book'>, name: string, own: string | undefined): string {
  const shape = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && name.length <= 250;
  const looksLikeCell = /^[A-Za-z]{1,3}[1-9]\d*$/.test(name) || /^R\d*C\d*$/i.test(name) || /^(?:true|false)$/i.test(name);
  if (!shape || looksLikeCell)
    throw invalid(
      `The name "${name}" is invalid. Named ranges can contain only letters, numbers, and underscores and can't look like a cell reference.`,
    );
  const taken = book.names.find((other) => other.name?.toLowerCase() === name.toLowerCase());
  if (taken && taken.namedRangeId !== own)
    throw invalid(`Cannot add named range with name ${name}, a named range with that name already exists.`);
  return name;
}
