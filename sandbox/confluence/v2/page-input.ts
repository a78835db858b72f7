import { badRequest } from '../http/errors.ts';
import { isRecord } from '../http/input.ts';
import { storageOfAdf } from '../storage/adf-read.ts';
import { encode } from '../storage/xml.ts';

/** The body of a page as sent: flat (`{representation, value}`) or under its format's name. In storage format. */
export function bodyIn(sent: unknown): string {
  if (!isRecord(sent)) throw badRequest("'body' is required");
  const flat = typeof sent.representation === 'string' ? sent : Object.values(sent).find(isRecord);
  if (!flat) throw badRequest("'body' must have a representation and a value");
  return storageOf(flat.representation, flat.value);
}

export function storageOf(representation: unknown, value: unknown): string {
  if (typeof value !== 'string') throw badRequest("'body.value' is required and must be a string");
  if (representation === 'storage' || representation === 'editor') return value;
  if (representation === 'atlas_doc_format') return storageOfAdf(value);
  if (representation === 'wiki')
    return value
      .split(/\n{2,}/)
      .map((part) => `<p>${encode(part.trim())}</p>`)
      .join('');
  throw badRequest(
    `Provided value {${String(representation)}} for 'representation' is not valid. Valid values are: [storage, atlas_doc_format, wiki]`,
  );
}
