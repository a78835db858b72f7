/** `schema.graphql` made executable. Scalars pass through: the vendor's JSON is a text or a value, its dates are texts. */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Cell } from '../columns/kind.ts';
import { type Prepared, preparer } from '../http/execute.ts';
import { boardResolvers } from './board.ts';
import { boardMutations } from './board-mutations.ts';
import { bulkResolvers } from './bulk.ts';
import { formulaResolvers } from './formulas.ts';
import { admit } from './guard.ts';
import { itemResolvers, valueResolvers } from './item.ts';
import { itemMutations } from './mutations.ts';
import { peopleResolvers } from './people.ts';
import { nextResolvers, queryResolvers } from './query.ts';
import type { Resolver, Resolvers } from './turn.ts';
import { aggregateResolvers } from './workplace/aggregate.ts';
import { columnResolvers } from './workplace/columns.ts';
import { copyResolvers } from './workplace/copies.ts';
import { fileResolvers } from './workplace/files.ts';
import { memberResolvers } from './workplace/members.ts';
import { noneResolvers } from './workplace/none.ts';
import { placeResolvers } from './workplace/places.ts';
import { searchResolvers } from './workplace/search.ts';
import { talkResolvers } from './workplace/talk.ts';

const PASS_THROUGH = ['JSON', 'CompareValue', 'Date', 'ISO8601DateTime', 'File'];

const RESOLVERS: readonly Resolvers[] = [
  queryResolvers,
  bulkResolvers,
  itemMutations,
  boardMutations,
  boardResolvers,
  itemResolvers,
  peopleResolvers,
  valueResolvers,
  formulaResolvers,
  aggregateResolvers,
  columnResolvers,
  copyResolvers,
  fileResolvers,
  memberResolvers,
  noneResolvers,
  placeResolvers,
  searchResolvers,
  talkResolvers,
];

/** The version from which root `items_page` is there, and a board's log answers in pages. */
const NEXT = '2027-01';
const LISTED_LOGS = /^ {2}activity_logs\(.*\n/m;

export interface PlayedSchema {
  readonly schema: GraphQLSchema;
  readonly prepare: (query: string) => Prepared;
}

/** Schemas by API version, each built when it is first asked for. */
export function playedSchemas(): (version: string) => PlayedSchema {
  const built = new Map<boolean, PlayedSchema>();
  return (version) => {
    const next = version >= NEXT;
    const known = built.get(next);
    if (known) return known;
    const schema = executableSchema(next);
    const made = { schema, prepare: preparer(schema) };
    built.set(next, made);
    return made;
  };
}

function executableSchema(next: boolean): GraphQLSchema {
  const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const base = read('schema.graphql');
  const schema = buildSchema(next ? base.replace(LISTED_LOGS, '') + read(`schema-${NEXT}.graphql`) : base);
  for (const name of PASS_THROUGH) {
    const type = schema.getType(name);
    if (!isScalarType(type)) continue;
    type.parseLiteral = (node: ValueNode, variables) => valueFromASTUntyped(node, variables);
  }
  for (const resolvers of RESOLVERS) attach(schema, resolvers);
  if (next) attach(schema, nextResolvers);
  const jobs = schema.getType('JobStatus');
  if (isUnionType(jobs)) jobs.resolveType = () => 'ItemsJobStatus';
  const values = schema.getType('ColumnValue');
  if (isInterfaceType(values)) values.resolveType = (cell: Cell) => cell.kind.typename;
  return schema;
}

function attach(schema: GraphQLSchema, resolvers: Resolvers): void {
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`schema.graphql has no type ${typeName}`);
    for (const [name, resolve] of Object.entries(fields)) {
      const field = type.getFields()[name];
      if (!field) throw new Error(`schema.graphql has no field ${typeName}.${name}`);
      field.resolve = guarded(typeName, name, resolve) as NonNullable<typeof field.resolve>;
    }
  }
}

function guarded(typeName: string, name: string, resolve: Resolver): Resolver {
  if (typeName !== 'Query' && typeName !== 'Mutation') return resolve;
  return (source, args, turn, info) => {
    admit(turn, name, typeName === 'Mutation');
    return resolve(source, args, turn, info);
  };
}
