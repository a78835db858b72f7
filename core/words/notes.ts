/** English for what stands beside figures: what couldn't be read, what is in no total, and whose work is nobody's. */
import type { FactNote, FactSource, FactWhy } from '../accounts/facts/note.ts';
import type { MoneyFinding } from '../money/findings.ts';
import type { LoadReport } from '../team/report.ts';

/** What couldn't be read, and what to do about it. */
export function noteWords(note: FactNote): string {
  const where = note.name === '' ? SOURCES[note.source] : `${SOURCES[note.source]}, ${note.name}`;
  const shown = note.shown === '' ? '' : ` (“${note.shown}”)`;
  return `${where}: ${NOTES[note.why]}${note.column === null && note.shown === note.name ? '' : shown}.`;
}

/** What a quarter's money leaves out, or counts for the department only. */
export function moneyWords(finding: MoneyFinding): string {
  switch (finding.code) {
    case 'rateMissing':
      return `No rate for ${finding.currency} in ${finding.month}: ${finding.amount} ${finding.currency} in ${rows(finding.rows.length)} are in no total. Type the rate.`;
    case 'planRateMissing':
      return `No rate for ${finding.currency} at the start of ${finding.quarter}: ${finding.plans.length} of its plans are in no total. Type the rate.`;
    case 'currencyMissing':
      return `Ledger, ${finding.clientName}, ${finding.month}: income without a currency is in no total. Type the currency.`;
    case 'clientUnknown':
      return `Ledger, ${finding.month}: no client is called “${finding.clientName}”, so its income counts for the department only.`;
    case 'leaderMissing':
      return `Ledger, ${finding.month}: nobody leads ${finding.clientName}, so its income counts for the department only.`;
    case 'personUnknown':
      return `Plans: nobody on the team is “${finding.personId}”, so the plan counts for the department only.`;
  }
}

/** Work of a team, or of nobody at all. */
export function unassignedWords({ team, minutes, parts }: LoadReport['unassigned'][number]): string {
  const whose = team === null ? 'without an owner' : `owned by the team ${team}, by nobody in person`;
  return `Tasks: ${hours(minutes)} in ${count(parts.length, 'open task')} ${whose}, so in nobody’s week. Give ${parts.length === 1 ? 'it' : 'them'} to somebody.`;
}

/** Work of somebody who has no row on the Team board; `name` where the hub knows them. */
export function unknownOwnerWords({ minutes, parts }: LoadReport['unknownOwners'][number], name: string): string {
  return `Team: ${name} isn’t on the board, so ${hours(minutes)} of work with ${count(parts.length, 'task or client', 'tasks and clients')} ${parts.length === 1 ? 'is' : 'are'} in nobody’s week. Add the person, or hand the work over.`;
}

/** Clients whose stage or tier the settings say nothing about. */
export function unratedWords({ name, stage, tier }: LoadReport['unrated'][number]): string {
  return `Clients, ${name}: no standing hours are set for stage “${stage}” and tier “${tier}”, so it counts with none.`;
}

const SOURCES: Readonly<Record<FactSource, string>> = {
  clients: 'Clients',
  tasks: 'Tasks',
  team: 'Team',
  ledger: 'Ledger',
  plans: 'Plans',
  rates: 'Rates',
};

const NOTES: Readonly<Record<FactWhy, string>> = {
  'not-a-number': 'this is no number and counts as empty',
  'ambiguous-number': 'this number can be read two ways and counts as empty',
  'digits-lost': 'the sheet keeps fifteen digits of a number, so the last ones are gone; type it as text',
  'not-a-date': 'this is no date and counts as empty',
  'ambiguous-date': 'this date can be read two ways and counts as empty',
  'not-a-range': 'this is no span of days and counts as empty',
  'half-range': 'one end of this span of days is missing, so it counts as empty',
  'reversed-range': 'this span of days ends before it begins and counts as empty',
  'read-only-column': 'the column computes itself',
  'unknown-person': 'this names nobody of the account',
  'ambiguous-person': 'several people are called so',
  'unknown-label': 'the column has no such label',
  'several-labels': 'only one label fits here',
  'not-a-currency': 'this is no currency; a code such as EUR is wanted',
  'not-a-link': 'this is no web address',
  'not-a-checkbox': 'this is neither yes nor no and counts as no',
  'unknown-record': 'there is no such record',
  'error-value': 'the cell shows an error and counts as empty',
  'wrong-kind': 'a value of this kind can’t stand here and counts as empty',
  'person-missing': 'no person is named, so the row isn’t counted',
  'client-missing': 'no client is named, so the row isn’t counted',
  'month-missing': 'no month is given, so the row isn’t counted',
  'quarter-missing': 'no quarter is given, so the row isn’t counted',
  'plan-missing': 'no amount is given, so the row isn’t counted',
  'rate-missing': 'no rate is given, so the row isn’t counted',
  'currency-missing': 'no currency is given, so the amount isn’t counted',
  'not-a-month': 'this is no month, so the row isn’t counted; type it as 2026-11',
  'not-a-quarter': 'this is no quarter, so the row isn’t counted; type it as 2026-Q4',
  'not-a-period': 'this is no day or range of days, so nobody is taken to be away; type it as 2026-12-01/2026-12-12',
  negative: 'this is less than zero and counts as empty',
  'too-large': 'this is too large to be meant and counts as empty',
  'not-above-zero': 'a rate is above zero, so the row isn’t counted',
  'several-people': 'several people are named; the first counts',
  'several-clients': 'several clients are linked; the first counts',
  'hours-missing': 'no contract hours are given; 40 a week are assumed',
  'person-twice': 'the person stands here twice; the first row counts',
  'client-name-twice': 'several clients are called so; money under this name counts for the department only',
  'person-name-twice': 'several people are called so; type the e-mail instead',
  'column-missing': 'this column isn’t there; restore it, or choose another in the settings',
  'source-broken': 'it can’t be read now; what it last showed counts',
  'source-unread': 'it hasn’t been read yet',
};

const hours = (minutes: number): string => `${Math.round(minutes / 6) / 10} h`;
const rows = (number: number): string => count(number, 'row');
const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;
