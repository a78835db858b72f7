/** One GraphQL operation from its text to `data` and `errors`, in monday's shapes. */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { Turn } from '../graph/turn.ts';
import type { Operation } from './complexity.ts';
import { MondayError } from './errors.ts';

const CACHED = 500;

export interface GraphRequest {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | null;
}

export interface Prepared {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

/** Parses and validates, once for each text. Throws `Parse error on …` for what is no GraphQL. */
export function preparer(schema: GraphQLSchema): (query: string) => Prepared {
  const cache = new Map<string, Prepared>();
  return (query) => {
    const known = cache.get(query);
    if (known) return known;
    const document = parseQuery(query);
    const made = { document, errors: validate(schema, document) };
    if (cache.size >= CACHED) cache.clear();
    cache.set(query, made);
    return made;
  };
}

function parseQuery(query: string): DocumentNode {
  try {
    return parse(query, { noLocation: false });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = error.locations?.[0];
    throw new MondayError(
      'ParseError',
      `Parse error on ${error.message.replace(/^Syntax Error: /, '')}${at ? ` at [${at.line}, ${at.column}]` : ''}`,
      { more: { locations: error.locations ?? [] } },
    );
  }
}

/** The operation that is to run; undefined when the document has none of that name. */
export function operationOf(document: DocumentNode, request: GraphRequest): Operation | undefined {
  const operations = document.definitions.filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  const node = request.operationName === null ? operations[0] : operations.find((known) => known.name?.value === request.operationName);
  if (!node || (request.operationName === null && operations.length > 1)) return undefined;
  const fragments = document.definitions.filter((known): known is FragmentDefinitionNode => known.kind === Kind.FRAGMENT_DEFINITION);
  return { node, fragments: Object.fromEntries(fragments.map((known) => [known.name.value, known])), variables: request.variables };
}

/** The root fields, in order, through fragments. */
export function rootNodes(operation: Operation): FieldNode[] {
  const nodesIn = (set: OperationDefinitionNode['selectionSet']): FieldNode[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? operation.fragments[selection.name.value]?.selectionSet : selection.selectionSet;
      return inner ? nodesIn(inner) : [];
    });
  return nodesIn(operation.node.selectionSet);
}

/** Their names. */
export const rootFields = (operation: Operation): string[] => rootNodes(operation).map((node) => node.name.value);

export async function run(schema: GraphQLSchema, document: DocumentNode, request: GraphRequest, turn: Turn): Promise<ExecutionResult> {
  return execute({ schema, document, variableValues: request.variables, operationName: request.operationName, contextValue: turn });
}

interface WireError {
  readonly message: string;
  readonly locations?: unknown;
  readonly path?: unknown;
  readonly extensions: Record<string, unknown>;
}

export function wireError(error: GraphQLError, requestId: string): WireError {
  const original = error.originalError;
  const place = { ...(error.locations ? { locations: error.locations } : {}), ...(error.path ? { path: error.path } : {}) };
  if (original instanceof MondayError)
    return { message: original.message, ...place, extensions: { ...original.extensions(), request_id: requestId } };
  if (original && error.path) {
    console.error(original);
    return {
      message: 'Internal server error',
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', status_code: 500, request_id: requestId },
    };
  }
  return {
    message: error.message,
    ...place,
    extensions: { code: error.path ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED', status_code: 400, request_id: requestId },
  };
}

/** 200, unless nothing came out and every error is of one transport class. */
export function statusOf(result: ExecutionResult): number {
  const errors = result.errors ?? [];
  if (errors.length === 0) return 200;
  if (result.data && Object.values(result.data).some((value) => value !== null)) return 200;
  const statuses = new Set(errors.map((error) => (error.originalError instanceof MondayError ? error.originalError.status : 200)));
  const [only] = statuses;
  return statuses.size === 1 && only !== undefined ? only : 200;
}
