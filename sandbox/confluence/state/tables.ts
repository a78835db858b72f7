import type { Store, Table } from '../../world/world.ts';
import type { LabelDoc, PageDoc, PropertyDoc, SpaceDoc, TaskDoc, VersionDoc } from './model.ts';

export interface Tables {
  readonly spaces: Table<SpaceDoc>;
  readonly pages: Table<PageDoc>;
  readonly versions: Table<VersionDoc>;
  readonly properties: Table<PropertyDoc>;
  readonly labels: Table<LabelDoc>;
  readonly tasks: Table<TaskDoc>;
}

export function openTables(store: Store): Tables {
  return {
    spaces: store.table('confluence.spaces'),
    pages: store.table('confluence.pages'),
    versions: store.table('confluence.versions'),
    properties: store.table('confluence.properties'),
    labels: store.table('confluence.labels'),
    tasks: store.table('confluence.tasks'),
  };
}

/** The documents of a table that fit. */
export function pick<T>(table: Table<T>, fits: (one: T) => boolean): T[] {
  const found: T[] = [];
  for (const one of table.values()) if (fits(one)) found.push(one);
  return found;
}
