import { sql } from 'kysely';

/**
 * Whether what a finding `f` tells of stands on the right side though it is the left one's: the left can't show it. By its
 * text, for such a value was typed as one.
 */
export const standsRight = sql`exists (
  select from pairs fp join archive fa on fa.account_id = fp.account_id and fa.pair_id = fp.id and fa.record_key = f.record_key
    join mirror_records fm on fm.account_id = fp.account_id and fm.replica_id = fp.right_replica and fm.local_id = fa.right_id and fm.gone is null
    cross join lateral jsonb_array_elements(fp.settings->'fields') as ff
  where fp.id = f.pair_id and ff->>'left' = f.field and lower(btrim(fm.cells->(ff->>'right')->>'text')) = lower(btrim(f.shown)))`;
