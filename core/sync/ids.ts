/** Branded ids: a plain string can't stand where one of these is asked for. */
declare const brand: unique symbol;
type Branded<B extends string> = string & { readonly [brand]: B };

export type AccountId = Branded<'AccountId'>;
export type ConnectionId = Branded<'ConnectionId'>;
export type ContainerId = Branded<'ContainerId'>;
export type ReplicaId = Branded<'ReplicaId'>;
export type PairId = Branded<'PairId'>;
export type RunId = Branded<'RunId'>;
export type IntentId = Branded<'IntentId'>;
export type StepId = Branded<'StepId'>;
/** Same on both sides of a pair; minted by us, travels in the key column of a sheet and of items that we create. */
export type RecordKey = Branded<'RecordKey'>;
/** The vendor's own id of a record: item id, page id; in a sheet the row's key, or `row:<n>` while it has none. */
export type LocalId = Branded<'LocalId'>;
/** A column of a replica: a monday column id or `name`; in a tab the header that the column was mapped under; a page property. */
export type ColumnRef = Branded<'ColumnRef'>;
/** A mapped field of a pair: its left column ref, unique in the pair. */
export type FieldId = Branded<'FieldId'>;

/** Marks a string as an id, at an edge or where one is minted: `brandAs<PairId>(row.id)`. */
export const brandAs = <T extends Branded<string>>(id: string): T => id as T;
