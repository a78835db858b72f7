/** Who may see and change a file beside its owner's account. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { GoogleError, insufficient } from '../wire/errors.ts';
import { prune } from '../wire/field-mask.ts';
import { readBody } from '../wire/schema.ts';
import type { DriveCall } from './call.ts';
import { driveMask, permissionId, permissionsOf } from './describe.ts';
import { type FileDocument, mayWrite, type PermissionDocument, requireFile, roleOn, touchFile } from './files.ts';

const DEFAULT_FIELDS = 'kind,id,type,role';
const TYPES = ['user', 'group', 'domain', 'anyone'] as const;
const ROLES = ['owner', 'writer', 'commenter', 'reader'] as const;

export const PERMISSION_CALLS = {
  'permissions.list': (call: DriveCall) => {
    const permissions = permissionsOf(call.world, requireFile(call.world, call.caller, call.fileId));
    return prune(
      { kind: 'drive#permissionList', permissions },
      driveMask(call.fields, 'PermissionList', `kind,permissions(${DEFAULT_FIELDS})`),
    );
  },
  'permissions.get': (call: DriveCall) => shown(call, requireFile(call.world, call.caller, call.fileId), call.part),
  'permissions.create': (call: DriveCall) => {
    const file = writable(call);
    const given = readBody('drive', 'Permission', call.body) as drive_v3.Schema$Permission;
    const made = permissionFrom(given);
    keep(call, file, [...(file.permissions ?? []).filter(({ id }) => id !== made.id), made]);
    return shown(call, requireFile(call.world, call.caller, file.id), made.id);
  },
  'permissions.update': (call: DriveCall) => {
    const file = writable(call);
    const given = readBody('drive', 'Permission', call.body) as drive_v3.Schema$Permission;
    const known = (file.permissions ?? []).find(({ id }) => id === call.part);
    const role = ROLES.find((one) => one === given.role);
    if (!known) throw unknownPermission(call.part);
    if (!role) throw wrong('The permission role field is required.');
    if (role === 'owner') return transfer(call, file, known);
    keep(
      call,
      file,
      (file.permissions ?? []).map((one) => (one === known ? { ...one, role } : one)),
    );
    return shown(call, requireFile(call.world, call.caller, file.id), known.id);
  },
  'permissions.delete': (call: DriveCall): undefined => {
    const file = writable(call);
    const rest = (file.permissions ?? []).filter(({ id }) => id !== call.part);
    if (rest.length === (file.permissions ?? []).length) throw unknownPermission(call.part);
    keep(call, file, rest);
  },
} as const;

/** A new owner; the old one stays as a writer. */
function transfer(call: DriveCall, file: FileDocument, to: PermissionDocument): unknown {
  const { world, caller, query } = call;
  if (query.get('transferOwnership') !== 'true') {
    throw new GoogleError(403, "The transferOwnership parameter must be enabled when the permission role is 'owner'.", {
      reason: 'forbidden',
    });
  }
  const owner = world.people.all().find((person) => person.email === to.emailAddress);
  if (file.ownerId !== caller.person.id || !owner) throw insufficient();
  const before = { id: permissionId(file.ownerId), type: 'user' as const, role: 'writer' as const, emailAddress: caller.person.email };
  const permissions = [...(file.permissions ?? []).filter((one) => one !== to), before];
  touchFile(world, caller, file, { patch: { ownerId: owner.id, permissions, modifiedTime: file.modifiedTime }, changed: ['permissions'] });
  world.store.commit();
  return shown(call, requireFile(world, caller, file.id), permissionId(owner.id));
}

function shown(call: DriveCall, file: FileDocument, id: string): unknown {
  const found = permissionsOf(call.world, file).find((permission) => permission.id === id);
  if (!found) throw unknownPermission(id);
  return prune(found, driveMask(call.fields, 'Permission', DEFAULT_FIELDS));
}

function writable({ world, caller, fileId }: DriveCall): FileDocument {
  const file = requireFile(world, caller, fileId);
  if (caller.person.viewOnly || !mayWrite(roleOn(file, caller))) throw insufficient();
  return file;
}

function permissionFrom(given: drive_v3.Schema$Permission): PermissionDocument {
  const type = TYPES.find((one) => one === given.type);
  const role = ROLES.find((one) => one === given.role);
  if (!type) throw wrong('The permission type field is required.');
  if (!role) throw wrong('The permission role field is required.');
  if (type === 'anyone') return { id: 'anyoneWithLink', type, role, allowFileDiscovery: given.allowFileDiscovery === true };
  if (type === 'domain') {
    if (!given.domain) throw wrong('The domain field is required for permissions of type domain.');
    return { id: permissionId(given.domain), type, role, domain: given.domain };
  }
  if (!given.emailAddress) throw wrong('The emailAddress field is required for permissions of type user or group.');
  return { id: permissionId(given.emailAddress), type, role, emailAddress: given.emailAddress };
}

function keep({ world, caller }: DriveCall, file: FileDocument, permissions: readonly PermissionDocument[]): void {
  // Sharing isn't an edit: the time of modification stays.
  touchFile(world, caller, file, { patch: { permissions, modifiedTime: file.modifiedTime }, changed: ['permissions'] });
  world.store.commit();
  world.announce({ service: 'drive', container: file.id });
}

const wrong = (message: string): GoogleError => new GoogleError(400, message, { reason: 'required' });

function unknownPermission(id: string): GoogleError {
  return new GoogleError(404, `Permission not found: ${id}.`, {
    reason: 'notFound',
    location: { name: 'permissionId', type: 'parameter' },
  });
}
