/**
 * The cost of an operation before it runs: a scalar 1, an object 10, a list as often as it may hold entries, a mutation
 * 30,000 (weights that monday staff posted). Potential sizes count, not real ones.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

const SCALAR = 1;
const OBJECT = 10;
const MUTATION = 30_000;
/** Lists that no argument bounds are taken to be this long. */
const UNBOUNDED: Readonly<Record<string, number>> = { column_values: 20, columns: 20, groups: 5, users: 10 };

export interface Operation {
  readonly node: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;

export function costOf(schema: GraphQLSchema, operation: Operation): number {
  const mutation = operation.node.operation === 'mutation';
  const root = mutation ? schema.getMutationType() : schema.getQueryType();
  return root ? selectionCost(schema, root, operation.node.selectionSet, operation, 1, mutation ? MUTATION : 0) : 0;
}

/** `inPage`: how many entries the `items` of a page may have. */
function selectionCost(
  schema: GraphQLSchema,
  type: Composite,
  set: SelectionSetNode,
  operation: Operation,
  inPage: number,
  perField: number,
): number {
  let cost = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = type.getFields()[selection.name.value];
      if (field) cost += fieldCost(schema, field, selection, operation, inPage, perField);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? operation.fragments[selection.name.value] : selection;
    if (!fragment) continue;
    const named = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type;
    if (isObjectType(named) || isInterfaceType(named))
      cost += selectionCost(schema, named, fragment.selectionSet, operation, inPage, perField);
  }
  return cost;
}

function fieldCost(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  operation: Operation,
  inPage: number,
  perField: number,
): number {
  const weight = field.name === 'complexity' ? 0 : perField;
  const type = getNamedType(field.type);
  if (!node.selectionSet || !(isObjectType(type) || isInterfaceType(type))) return weight + SCALAR;
  const page = type.name === 'ItemsResponse';
  const size = page ? 1 : sizeOf(field, node, operation, inPage);
  const inner = page ? (limitOf(field, node, operation) ?? 25) : 1;
  return weight + size * (OBJECT + selectionCost(schema, type, node.selectionSet, operation, inner, 0));
}

function sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode, operation: Operation, inPage: number): number {
  if (!isListType(getNullableType(field.type))) return 1;
  if (field.name === 'items' && field.args.length === 0) return inPage;
  const ids = argOf(node, 'ids', operation);
  if (Array.isArray(ids)) return ids.length;
  if (ids !== undefined && ids !== null) return 1;
  return limitOf(field, node, operation) ?? UNBOUNDED[field.name] ?? 1;
}

function limitOf(field: GraphQLField<unknown, unknown>, node: FieldNode, operation: Operation): number | undefined {
  const given = argOf(node, 'limit', operation);
  if (typeof given === 'number') return given;
  const preset: unknown = field.args.find((arg) => arg.name === 'limit')?.defaultValue;
  return typeof preset === 'number' ? preset : undefined;
}

function argOf(node: FieldNode, name: string, operation: Operation): unknown {
  const value = node.arguments?.find((arg) => arg.name.value === name)?.value;
  return value ? plain(value, operation) : undefined;
}

function plain(value: ValueNode, operation: Operation): unknown {
  if (value.kind === Kind.VARIABLE) return operation.variables[value.name.value];
  if (value.kind === Kind.LIST) return value.values;
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.NULL ? null : value;
}
