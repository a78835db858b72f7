/** The File resource, and the fields that Drive sends when nobody asks for others. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import type { Caller, World } from '../../world/world.ts';
import { GoogleError } from '../wire/errors.ts';
import { EVERYTHING, type FieldMask, parseFieldMask } from '../wire/field-mask.ts';
import { type FileDocument, FOLDER, SPREADSHEET } from './files.ts';

/** What a call without `fields` answers, per resource. */
export const DEFAULT_FILE_FIELDS = 'kind,id,name,mimeType';
export const DEFAULT_LIST_FIELDS = 'kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)';
export const DEFAULT_CHANGE_FIELDS =
  'kind,nextPageToken,newStartPageToken,changes(kind,type,changeType,time,removed,fileId,file(kind,id,name,mimeType))';

export function driveMask(fields: string | null, type: string, fallback?: string): FieldMask {
  if (fields === '*') return EVERYTHING;
  return parseFieldMask(fields || fallback, 'drive', type);
}

/** Of a method that has no fields of its own to answer. Throws Drive's 400. */
export function requireFields(fields: string | null): string {
  if (fields) return fields;
  throw new GoogleError(400, "The 'fields' parameter is required for this method.", { reason: 'required' });
}

export function describeFile(world: World, caller: Caller, file: FileDocument): drive_v3.Schema$File {
  const owner = describeUser(world, caller, file.ownerId);
  const path =
    file.mimeType === FOLDER
      ? `https://drive.google.com/drive/folders/${file.id}`
      : `https://docs.google.com/spreadsheets/d/${file.id}/edit`;
  return {
    kind: 'drive#file',
    id: file.id,
    name: file.name,
    mimeType: file.mimeType,
    starred: file.starred ?? false,
    trashed: file.trashed,
    explicitlyTrashed: file.trashed,
    ...(file.trashed && file.trashedTime !== undefined && { trashedTime: time(file.trashedTime) }),
    parents: [...file.parents],
    ...(file.description !== undefined && { description: file.description }),
    ...(file.properties && { properties: { ...file.properties } }),
    ...(file.appProperties && { appProperties: { ...file.appProperties } }),
    spaces: ['drive'],
    version: String(file.version),
    webViewLink: `${path}?usp=drivesdk`,
    createdTime: time(file.createdTime),
    modifiedTime: time(file.modifiedTime),
    modifiedByMe: file.lastModifyingUserId === caller.person.id,
    owners: [owner],
    ownedByMe: file.ownerId === caller.person.id,
    lastModifyingUser: describeUser(world, caller, file.lastModifyingUserId),
    shared: true,
    permissions: permissionsOf(world, file),
    permissionIds: permissionsOf(world, file).map(({ id }) => id ?? ''),
    isAppAuthorized: caller.app !== null && world.picks.reaches(caller.app, caller.person.id, file.id),
    viewedByMe: true,
    writersCanShare: true,
    capabilities: {
      canEdit: !caller.person.viewOnly,
      canComment: true,
      canCopy: true,
      canDelete: file.ownerId === caller.person.id,
      canRename: !caller.person.viewOnly,
      canTrash: file.ownerId === caller.person.id,
      canUntrash: file.ownerId === caller.person.id,
    },
    ...(file.mimeType === SPREADSHEET && { size: '1024', quotaBytesUsed: '1024' }),
  };
}

export function describeUser(world: World, caller: Caller, id: string): drive_v3.Schema$User {
  const person = world.people.get(id);
  return {
    kind: 'drive#user',
    displayName: person?.name ?? 'Somebody',
    me: id === caller.person.id,
    permissionId: permissionId(id),
    ...(person && { emailAddress: person.email }),
  };
}

/** The owner's first, then what was granted. */
export function permissionsOf(world: World, file: FileDocument): drive_v3.Schema$Permission[] {
  const owner = world.people.get(file.ownerId);
  const named = (email: string | undefined) => world.people.all().find((person) => person.email === email)?.name;
  const first = {
    id: permissionId(file.ownerId),
    type: 'user' as const,
    role: 'owner' as const,
    ...(owner && { emailAddress: owner.email }),
  };
  return [first, ...(file.permissions ?? [])].map((permission) => ({
    kind: 'drive#permission',
    ...permission,
    ...(permission.emailAddress !== undefined && {
      displayName: named(permission.emailAddress) ?? permission.emailAddress,
      deleted: false,
      pendingOwner: false,
    }),
  }));
}

/** Twenty digits that stay the same for a person. */
export function permissionId(id: string): string {
  let hash = 7n;
  for (const letter of id) hash = (hash * 131n + BigInt(letter.codePointAt(0) ?? 0)) % 10n ** 19n;
  return `1${String(hash).padStart(19, '0')}`;
}

export const time = (ms: number): string => new Date(ms).toISOString();
