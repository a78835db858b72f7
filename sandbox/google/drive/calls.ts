/** Plays the calls of the Drive API. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import type { Caller, World } from '../../world/world.ts';
import { openTables } from '../book/documents.ts';
import { copyBook } from '../sheets/copy.ts';
import { createSpreadsheet } from '../sheets/create.ts';
import { insufficient } from '../wire/errors.ts';
import { prune } from '../wire/field-mask.ts';
import { readBody } from '../wire/schema.ts';
import { AROUND_CALLS } from './around.ts';
import type { DriveCall } from './call.ts';
import { listChanges, requirePageToken } from './changes.ts';
import { DEFAULT_FILE_FIELDS, DEFAULT_LIST_FIELDS, describeFile, describeUser, driveMask, requireFields } from './describe.ts';
import {
  addFile,
  type FileDocument,
  fileTable,
  isReached,
  mayWrite,
  newFile,
  nextChange,
  requireFile,
  roleOn,
  SPREADSHEET,
  touchFile,
} from './files.ts';
import { PERMISSION_CALLS } from './permissions.ts';
import { parseQuery } from './query.ts';
import { openChannel, stopChannel } from './watch.ts';

type Play = (call: DriveCall) => unknown;

/** Undefined answers are empty ones (204). */
export const CALLS = {
  'about.get': aboutGet,
  'files.get': (call) => describe(call, requireFile(call.world, call.caller, call.fileId)),
  'files.list': filesList,
  'files.create': filesCreate,
  'files.copy': filesCopy,
  'files.update': filesUpdate,
  'files.delete': filesDelete,
  'files.watch': filesWatch,
  ...AROUND_CALLS,
  ...PERMISSION_CALLS,
  'changes.getStartPageToken': ({ world }) => ({ kind: 'drive#startPageToken', startPageToken: String(nextChange(world.store)) }),
  'changes.list': ({ world, caller, query, fields }) => listChanges(world, caller, query, fields),
  'changes.watch': changesWatch,
  'channels.stop': channelsStop,
} satisfies Readonly<Record<string, Play>>;

export type DriveMethod = keyof typeof CALLS;

function describe({ world, caller, fields }: DriveCall, file: FileDocument): unknown {
  return prune(describeFile(world, caller, file), driveMask(fields, 'File', DEFAULT_FILE_FIELDS));
}

function aboutGet({ world, caller, fields }: DriveCall): unknown {
  const about = {
    kind: 'drive#about',
    user: describeUser(world, caller, caller.person.id),
    appInstalled: caller.app !== null,
    maxUploadSize: '5242880000000',
  };
  return prune(about, driveMask(requireFields(fields), 'About'));
}

function filesList(call: DriveCall): unknown {
  const { world, caller, query } = call;
  const matches = parseQuery(query.get('q'), { world, caller });
  const own = [...fileTable(world.store).values()].filter((file) => listed(world, caller, file) && matches(file));
  const ordered = orderFiles(own, query.get('orderBy'));
  const { items, nextPageToken } = page(ordered, query, 1000);
  const files = items.map((file) => describeFile(world, caller, file));
  const list = { kind: 'drive#fileList', incompleteSearch: false, files, ...(nextPageToken && { nextPageToken }) };
  return prune(list, driveMask(call.fields, 'FileList', DEFAULT_LIST_FIELDS));
}

/** One's own account's, and what was shared with oneself by name. A link that anyone may use lists nothing. */
function listed(world: World, caller: Caller, file: FileDocument): boolean {
  if (file.removed || !isReached(world, caller, file.id)) return false;
  if (file.accountId === caller.person.accountId) return true;
  return (file.permissions ?? []).some(({ emailAddress }) => emailAddress === caller.person.email);
}

function orderFiles(files: FileDocument[], orderBy: string | null): FileDocument[] {
  const keys = (orderBy ?? 'modifiedTime desc').split(',').map((key) => key.trim().split(/\s+/));
  return files.sort((a, b) => {
    for (const [name = '', direction] of keys) {
      const sign = direction === 'desc' ? -1 : 1;
      const order = name.startsWith('name')
        ? a.name.localeCompare(b.name)
        : name === 'createdTime'
          ? a.createdTime - b.createdTime
          : a.modifiedTime - b.modifiedTime;
      if (order !== 0) return sign * order;
    }
    return a.id < b.id ? -1 : 1;
  });
}

function page<T>(items: readonly T[], query: URLSearchParams, most: number): { items: readonly T[]; nextPageToken: string | undefined } {
  const size = Math.min(most, Math.max(1, Number(query.get('pageSize') ?? 100) || 100));
  const from = Number(/^~(\d+)$/.exec(query.get('pageToken') ?? '')?.[1] ?? 0);
  const more = from + size < items.length;
  return { items: items.slice(from, from + size), nextPageToken: more ? `~${from + size}` : undefined };
}

function filesCreate(call: DriveCall): unknown {
  const { world, library, caller } = call;
  requireEditor(caller);
  const given = readBody('drive', 'File', call.body) as drive_v3.Schema$File;
  const name = given.name || 'Untitled';
  if (given.mimeType === SPREADSHEET) {
    const { file, book } = createSpreadsheet(world, library, caller, { properties: { title: name } }, given.parents ?? undefined);
    return describe(call, fileTable(world.store).get(book.id) ?? file);
  }
  const mimeType = given.mimeType || 'application/octet-stream';
  const fresh = newFile(world, caller, {
    id: given.id || world.ids.opaque(33),
    name,
    mimeType,
    ...(given.parents && { parents: given.parents }),
  });
  const file = addFile(world, caller, { ...fresh, ...editable(given) });
  world.store.commit();
  return describe(call, file);
}

function filesCopy(call: DriveCall): unknown {
  const { world, library, caller } = call;
  requireEditor(caller);
  const source = requireFile(world, caller, call.fileId);
  const given = readBody('drive', 'File', call.body) as drive_v3.Schema$File;
  const name = given.name || `Copy of ${source.name}`;
  const parents = given.parents ?? [...source.parents];
  if (source.mimeType !== SPREADSHEET) {
    const file = addFile(world, caller, newFile(world, caller, { id: world.ids.opaque(33), name, mimeType: source.mimeType, parents }));
    world.store.commit();
    return describe(call, file);
  }
  const copy = copyBook(world, library, caller, library.open(source.id, caller, 'read').book, name, parents);
  return describe(call, requireFile(world, caller, copy.book.id));
}

function filesUpdate(call: DriveCall): unknown {
  const { world, caller, query } = call;
  requireEditor(caller);
  const file = requireFile(world, caller, call.fileId);
  if (!mayWrite(roleOn(file, caller))) throw insufficient();
  const given = readBody('drive', 'File', call.body) as drive_v3.Schema$File;
  const patch = { ...editable(given), ...trashing(world, file, given.trashed) };
  const parents = moveParents(file.parents, query);
  const state = given.trashed === undefined || given.trashed === file.trashed ? 'update' : given.trashed ? 'trash' : 'untrash';
  const next = touchFile(world, caller, file, {
    patch: { ...patch, ...(parents && { parents }) },
    state,
    changed: parents ? ['parents'] : ['properties'],
  });
  const { books } = openTables(world.store);
  const book = books.get(file.id);
  if (book && next.name !== book.title) books.set(file.id, { ...book, title: next.name });
  world.store.commit();
  world.announce({ service: 'drive', container: file.id });
  return describe(call, next);
}

function editable(given: drive_v3.Schema$File): Partial<FileDocument> {
  return {
    ...(given.name && { name: given.name }),
    ...(typeof given.starred === 'boolean' && { starred: given.starred }),
    ...(typeof given.description === 'string' && { description: given.description }),
    ...(given.properties && { properties: given.properties as Record<string, string> }),
    ...(given.appProperties && { appProperties: given.appProperties as Record<string, string> }),
  };
}

function trashing(world: World, file: FileDocument, trashed: boolean | null | undefined): Partial<FileDocument> {
  return typeof trashed === 'boolean' && trashed !== file.trashed ? { trashed, trashedTime: world.clock.now() } : {};
}

function moveParents(before: readonly string[], query: URLSearchParams): string[] | undefined {
  const add = query.get('addParents')?.split(',').filter(Boolean) ?? [];
  const remove = query.get('removeParents')?.split(',').filter(Boolean) ?? [];
  return add.length + remove.length > 0 ? [...before.filter((parent) => !remove.includes(parent)), ...add] : undefined;
}

function filesDelete({ world, caller, fileId }: DriveCall): undefined {
  const file = requireFile(world, caller, fileId);
  if (file.ownerId !== caller.person.id) throw insufficient();
  touchFile(world, caller, file, { patch: { removed: true }, state: 'remove' });
  const { books, tabs, orders, rows, names } = openTables(world.store);
  for (const sheetId of books.get(fileId)?.tabs ?? []) {
    for (const uid of orders.get(`${fileId}/${sheetId}`)?.rows ?? []) rows.delete(`${fileId}/${sheetId}/${uid}`);
    tabs.delete(`${fileId}/${sheetId}`);
    orders.delete(`${fileId}/${sheetId}`);
  }
  books.delete(fileId);
  names.delete(fileId);
  world.store.commit();
  world.announce({ service: 'drive', container: fileId });
}

function filesWatch({ world, caller, fileId, body }: DriveCall): unknown {
  requireFile(world, caller, fileId);
  return openChannel(world, caller, readBody('drive', 'Channel', body), { fileId });
}

function changesWatch({ world, caller, query, body }: DriveCall): unknown {
  const pageToken = String(requirePageToken(query));
  return openChannel(world, caller, readBody('drive', 'Channel', body), { fileId: null, pageToken });
}

function channelsStop({ world, caller, body }: DriveCall): undefined {
  stopChannel(world, caller, readBody('drive', 'Channel', body));
}

function requireEditor(caller: Caller): void {
  if (caller.person.viewOnly) throw insufficient();
}
