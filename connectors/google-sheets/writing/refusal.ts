/** What Google's refusal of a batch means: which steps it is about, or that our addresses were out of date. */
import type { SyncError } from '../../../core/sync/errors.ts';
import type { StepId } from '../../../core/sync/ids.ts';
import type { Batch } from './batch.ts';

export interface Refusal {
  /** Stable code for a finding. */
  readonly why: string;
  readonly detail: string;
  /** Steps that the refused request serves; none when it can't be told. */
  readonly steps: ReadonlySet<StepId>;
  /** The intent's named range exists: it has happened already. */
  readonly repeated: boolean;
  /** A tab, title, range or size that isn't as it was read: worth a new look. */
  readonly stale: boolean;
}

/** Google doesn't know a tab, a title, a row or a column that we named. */
const MISPLACED =
  /no (grid|sheet) with id|unable to parse range|exceeds grid|grid( size)?\[|(row|column) that doesn't exist|after (the )?last (row|column)|cannot find a (row|column)/i;

/** `Invalid requests[12].updateCells: …` names the request; some refusals name none. */
export function refusalOf(error: SyncError, batch: Pick<Batch, 'requests' | 'owners'>): Refusal {
  const detail = String(error.data.detail);
  const index = /requests\[(\d+)\]/.exec(detail)?.[1];
  const request = index === undefined ? undefined : batch.requests[Number(index)];
  const steps = new Set(index === undefined ? [] : (batch.owners[Number(index)] ?? []));
  const kind = Object.keys(request ?? {})[0];
  const misplaced = MISPLACED.test(detail);
  return {
    why: whyOf(detail),
    detail,
    steps,
    repeated: kind === 'addNamedRange' && !misplaced,
    stale: misplaced || (request !== undefined && steps.size === 0),
  };
}

function whyOf(detail: string): string {
  if (/protected/i.test(detail)) return 'protected-range';
  if (/number of cells .* above the limit|limit of 10000000 cells/i.test(detail)) return 'spreadsheet-full';
  if (/50,?000 characters/i.test(detail)) return 'cell-too-long';
  if (/data validation/i.test(detail)) return 'invalid-value';
  if (/merge/i.test(detail)) return 'merged-cells';
  if (/exceeds grid|no grid with id|unable to parse range/i.test(detail)) return 'tab-changed';
  return 'vendor-refused';
}
