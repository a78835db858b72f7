/**
 * The ledger's lines of the open month: a line for each signed client that has begun, with its monthly budget (none agreed: none). Only the open month
 * is filled; a line that finance has closed, and every other month, is never mentioned, so what stands there stays.
 */
import type { Client } from '../team/records.ts';
import { label } from '../team/records.ts';
import type { TeamSettings } from '../team/settings.ts';
import { byLabel } from '../team/settings.ts';
import type { IsoDate, Month } from '../values/dates.ts';
import { dayOf, monthEnd, monthOf } from '../values/dates.ts';
import type { LedgerRow } from './records.ts';

/** `key` is the same for a client and month for ever. */
export type LedgerLine = { key: string; clientId: string; client: string; month: Month; budget: string | null; currency: string | null };

export type LedgerLinesInput = {
  asOf: IsoDate;
  clients: readonly Client[];
  ledger: readonly LedgerRow[];
  settings: Pick<TeamSettings, 'stages'>;
};

/** Lines of the month that `asOf` lies in, in the order of the clients. */
export function ledgerLines({ asOf, clients, ledger, settings }: LedgerLinesInput): LedgerLine[] {
  const month = monthOf(asOf);
  const end = monthEnd(month);
  const closed = new Set(ledger.filter((row) => row.month === month && row.closed).flatMap((row) => [row.clientId, label(row.clientName)]));
  return clients.flatMap((client) => {
    const { id, name, budget, startDate } = client;
    if (!isSigned(client, settings) || (startDate !== null && dayOf(startDate) > end)) return [];
    if (closed.has(id) || closed.has(label(name))) return [];
    return [
      { key: `${id}|${month}`, clientId: id, client: name, month, budget: budget?.amount ?? null, currency: budget?.currency ?? null },
    ];
  });
}

function isSigned(client: Client, settings: Pick<TeamSettings, 'stages'>): boolean {
  const stage = byLabel(settings.stages, client.stage);
  return stage !== null && !stage.ended && stage.probabilityPercent === 100;
}
