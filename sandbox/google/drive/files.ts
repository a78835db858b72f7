/** Files as Drive knows them: who owns them, which version they have, and where they stand in the list of changes. */
import type { Caller, Store, Table, World } from '../../world/world.ts';
import { GoogleError } from '../wire/errors.ts';
import { notifyChange } from './channels.ts';

export const SPREADSHEET = 'application/vnd.google-apps.spreadsheet';
export const FOLDER = 'application/vnd.google-apps.folder';

/** Times in ms on the vendors' clock. A deleted file stays behind as `removed`, for the list of changes. */
export interface FileDocument {
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  readonly ownerId: string;
  readonly accountId: string;
  readonly parents: readonly string[];
  readonly createdTime: number;
  readonly modifiedTime: number;
  readonly lastModifyingUserId: string;
  readonly version: number;
  /** Place of its latest change among all changes. */
  readonly change: number;
  readonly changeTime: number;
  readonly trashed: boolean;
  readonly trashedTime?: number;
  readonly removed?: true;
  readonly starred?: boolean;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly appProperties?: Readonly<Record<string, string>>;
  /** What was granted beside the owner's: without any, all of the owner's account share the file. */
  readonly permissions?: readonly PermissionDocument[];
}

export interface PermissionDocument {
  readonly id: string;
  readonly type: 'user' | 'group' | 'domain' | 'anyone';
  readonly role: Role;
  readonly emailAddress?: string;
  readonly domain?: string;
  readonly allowFileDiscovery?: boolean;
}

export type Role = 'owner' | 'writer' | 'commenter' | 'reader';

const STRENGTH: readonly Role[] = ['reader', 'commenter', 'writer', 'owner'];

export function fileTable(store: Store): Table<FileDocument> {
  return store.table<FileDocument>('google.files');
}

/** The token from which a reader of changes starts to see what comes from now on. */
export function nextChange(store: Store): number {
  return store.table<number>('google.changes').get('next') ?? 1;
}

function takeChange(store: Store): number {
  const change = nextChange(store);
  store.table<number>('google.changes').set('next', change + 1);
  return change;
}

/** What the caller may do with the file; undefined: it isn't there for them. People of one account share all they make. */
export function roleOn(file: FileDocument, caller: Caller): Role | undefined {
  const { person } = caller;
  if (file.ownerId === person.id) return 'owner';
  if (file.accountId === person.accountId) return person.viewOnly ? 'reader' : 'writer';
  const granted = (file.permissions ?? []).filter(({ type, emailAddress, domain }) => {
    if (type === 'anyone') return true;
    return type === 'domain' ? person.email.endsWith(`@${domain}`) : emailAddress === person.email;
  });
  return granted.map(({ role }) => role).sort((a, b) => STRENGTH.indexOf(b) - STRENGTH.indexOf(a))[0];
}

export const mayWrite = (role: Role | undefined): boolean => role === 'writer' || role === 'owner';

/** False for a file that wasn't picked for an app that reaches only what was. */
export function isReached({ picks }: World, { app, person, pickedOnly }: Caller, id: string): boolean {
  return !pickedOnly || (app !== null && picks.reaches(app, person.id, id));
}

/** The file, if the caller may see it; else undefined. */
export function findFile(world: World, caller: Caller, id: string): FileDocument | undefined {
  const file = fileTable(world.store).get(id);
  if (!file || file.removed || !isReached(world, caller, id)) return undefined;
  return roleOn(file, caller) === undefined ? undefined : file;
}

/** As `findFile`; throws Drive's 404. */
export function requireFile(world: World, caller: Caller, id: string): FileDocument {
  const file = findFile(world, caller, id);
  if (!file) {
    throw new GoogleError(404, `File not found: ${id}.`, { reason: 'notFound', location: { name: 'fileId', type: 'parameter' } });
  }
  return file;
}

export interface NewFile {
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  readonly parents?: readonly string[];
}

/** A file of the caller's, not stored yet. */
export function newFile(world: World, caller: Caller, fresh: NewFile): FileDocument {
  const now = world.clock.now();
  return {
    id: fresh.id,
    name: fresh.name,
    mimeType: fresh.mimeType,
    ownerId: caller.person.id,
    accountId: caller.person.accountId,
    parents: fresh.parents ?? [`root-${caller.person.id}`],
    createdTime: now,
    modifiedTime: now,
    lastModifyingUserId: caller.person.id,
    version: 1,
    change: 0,
    changeTime: now,
    trashed: false,
  };
}

/** Stores a new file and tells those who watch changes. The caller commits. */
export function addFile(world: World, caller: Caller, fresh: FileDocument): FileDocument {
  const file = { ...fresh, change: takeChange(world.store) };
  world.picks.made(caller, file.id);
  fileTable(world.store).set(file.id, file);
  notifyChange(world, file, { state: 'add' });
  return file;
}

export interface FileChange {
  readonly patch?: Partial<FileDocument>;
  readonly state?: 'update' | 'trash' | 'untrash' | 'remove';
  readonly changed?: readonly ('content' | 'properties' | 'parents' | 'children' | 'permissions')[];
}

/** A change by `caller`: version and modification time go up, readers of changes and watchers are told. The caller commits. */
export function touchFile(world: World, caller: Caller, file: FileDocument, change: FileChange = {}): FileDocument {
  const now = world.clock.now();
  const next: FileDocument = {
    ...file,
    modifiedTime: now,
    lastModifyingUserId: caller.person.id,
    ...change.patch,
    version: file.version + 1,
    change: takeChange(world.store),
    changeTime: now,
  };
  fileTable(world.store).set(next.id, next);
  notifyChange(world, next, { state: change.state ?? 'update', ...(change.changed && { changed: change.changed }) });
  return next;
}
