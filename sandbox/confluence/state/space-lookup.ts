import type { Call } from '../core.ts';
import { notFound } from '../http/errors.ts';
import type { SpaceDoc } from './model.ts';
import { pick } from './tables.ts';

export function spacesOf(call: Call): SpaceDoc[] {
  return pick(call.core.tables.spaces, (space) => space.cloudId === call.site.cloudId);
}

export function spaceById(call: Call, id: string): SpaceDoc {
  const space = call.core.tables.spaces.get(id);
  if (!space || space.cloudId !== call.site.cloudId) throw notFound();
  return space;
}

export function spaceByKey(call: Call, key: string): SpaceDoc {
  const space = spacesOf(call).find((one) => one.key.toLowerCase() === key.toLowerCase());
  if (!space) throw notFound();
  return space;
}
