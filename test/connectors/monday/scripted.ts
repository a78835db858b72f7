import { typesOf } from '../../../connectors/monday/column-kinds.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import type { BoardLocator } from '../../../core/accounts/locator.ts';
import {
  brandAs,
  type ColumnRef,
  type IntentId,
  type LocalId,
  type RecordKey,
  type ReplicaId,
  type StepId,
} from '../../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Intent, Write } from '../../../core/sync/ports.ts';
import type { Cell, Cells } from '../../../core/sync/record.ts';

export interface Asked {
  readonly headers: Headers;
  readonly body: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export interface Script {
  readonly deps: ConnectorDeps;
  readonly asked: Asked[];
  readonly slept: number[];
  readonly renewals: string[];
}

export type Answer = Response | Error | ((asked: Asked) => Response);

/** Dependencies whose fetch gives the answers in order, and fails the test when asked once too often. */
export function script(...answers: Answer[]): Script {
  const asked: Asked[] = [];
  const slept: number[] = [];
  const renewals: string[] = [];
  const deps: ConnectorDeps = {
    now: () => Date.UTC(2026, 10, 2, 21, 30),
    uuid: () => '00000000-0000-4000-8000-000000000001',
    sleep: async (ms) => {
      slept.push(ms);
    },
    limit: (_call, run) => run(),
    token: async (renew) => {
      if (renew) renewals.push(renew.rejected);
      return renew ? 'token-2' : 'token-1';
    },
    fetch: async (request) => {
      const body = await request.text();
      const { query, variables } = JSON.parse(body);
      const one = { headers: request.headers, body, query, variables };
      asked.push(one);
      const answer = answers.shift();
      if (!answer) throw new Error('asked once more than the script has answers');
      if (answer instanceof Error) throw answer;
      return typeof answer === 'function' ? answer(one) : answer;
    },
  };
  return { deps, asked, slept, renewals };
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

export const options = { apiUrl: 'http://monday.test/v2', apiVersion: '2026-10' };

export const replica = brandAs<ReplicaId>('clients');
export const step = (id: string): StepId => brandAs<StepId>(id);
export const key = (id: string): RecordKey => brandAs<RecordKey>(id);
export const local = (id: string): LocalId => brandAs<LocalId>(id);
export const cells = (all: Record<string, Cell>): Cells =>
  Object.fromEntries(Object.entries(all).map(([ref, cell]) => [brandAs<ColumnRef>(ref), cell]));
export const intent = (...writes: Write[]): Intent => ({ id: brandAs<IntentId>('intent-1'), replica, writes });
export const text = (value: string): Cell => ({ kind: 'text', text: value });
export const number = (value: string): Cell => ({ kind: 'number', number: value });

export const locator: BoardLocator = { vendor: 'monday', board: '77', keyColumn: 'key', columns: ['name', 'budget', 'stage'] };

export const schemaColumns = [
  { id: 'name', title: 'Name', type: 'name', settings: null },
  { id: 'budget', title: 'Monthly budget', type: 'numbers', settings: {} },
  {
    id: 'stage',
    title: 'Stage',
    type: 'status',
    settings: {
      labels: [
        { label: 'Won', index: 1 },
        { label: 'Lost', index: 2 },
      ],
    },
  },
  { id: 'key', title: 'Evenkeel key', type: 'text', settings: {} },
];

/** A board over that script. Its columns are known, as after a read: writes cost their own call only. */
export function knownBoard(...answers: Answer[]): Script & { readonly container: Container } {
  const one = script(...answers);
  const schemas = new Map([[locator.board, typesOf(schemaColumns)]]);
  return { ...one, container: openBoard(one.deps, { ...options, schemas }, locator.board, new Map([[replica, locator]])) };
}

/** An item as monday answers it. */
export function item(
  id: string,
  name: string,
  values: { budget?: string; stage?: string; key?: string } = {},
  state = 'active',
  board = '77',
) {
  return {
    id,
    name,
    state,
    board: { id: board },
    column_values: [
      {
        id: 'budget',
        type: 'numbers',
        text: values.budget ?? '',
        value: values.budget === undefined ? null : JSON.stringify(values.budget),
      },
      { id: 'stage', type: 'status', text: values.stage ?? null, value: null, label: values.stage ?? null },
      { id: 'key', type: 'text', text: values.key ?? '', value: null },
    ],
  };
}
