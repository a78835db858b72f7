import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Lying, Shelf } from './shelf.ts';

/** The shelf in the same Postgres as everything else: one statement a visit. `now` takes the place of its clock, for tests. */
export function postgresShelf(db: Kysely<unknown>, now?: () => number): Shelf {
  return {
    async swap(swaps) {
      const { rows } = await sql<Lying & { readonly at: number }>`
        select swapped, version, tally as text, at from swap_budgets(${JSON.stringify(swaps)}::jsonb) order by n`.execute(db);
      return { at: now?.() ?? rows.at(-1)?.at ?? 0, lying: rows.map(({ swapped, version, text }) => ({ swapped, version, text })) };
    },
    close: async () => undefined,
  };
}
