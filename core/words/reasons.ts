/** English for the codes beside figures: why somebody stands where they stand, and what a figure leaves out. */
import type { FactNote, FactSource, FactWhy } from '../accounts/facts/note.ts';
import type { MoneyFinding } from '../money/findings.ts';
import type { Reason } from '../team/candidates/candidate.ts';
import type { Band } from '../team/report.ts';

/** A reason of next client, as a person reads it beside the candidate. */
export function reasonWords(reason: Reason): string {
  switch (reason.code) {
    case 'peak':
      return reason.share === null
        ? `Would have work in the week of ${reason.week}, in which there is no time at all`
        : `Would be at ${percent(reason.share)} at most, in the week of ${reason.week}: ${BANDS[reason.band]}`;
    case 'equalPeaks':
      return `${reason.people} people would be within ${reason.points} points of each other; the order among them is by what follows`;
    case 'skills':
      return [
        reason.matched.length > 0 ? `Has ${reason.matched.join(', ')}` : '',
        reason.missing.length > 0 ? `lacks ${reason.missing.join(', ')}` : '',
      ]
        .filter((part) => part !== '')
        .join('; ');
    case 'presentLoad':
      return reason.share === null
        ? 'Has no time in these weeks as it stands'
        : `Is at ${percent(reason.share)} over these weeks as it stands`;
    case 'clients':
      return reason.count === 1 ? 'Has 1 signed client' : `Has ${reason.count === 0 ? 'no' : reason.count} signed clients`;
    case 'noCapacity':
      return `Has no working time in the ${reason.weeks.length === 1 ? 'week' : 'weeks'} of ${reason.weeks.join(', ')}`;
    case 'tentative':
      return `May get up to ${hours(reason.minutes)} a week more from clients that aren’t signed yet`;
  }
}

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

const SOURCES: Readonly<Record<FactSource, string>> = {
  clients: 'Clients',
  tasks: 'Tasks',
  team: 'Team',
  ledger: 'Ledger',
  plans: 'Plans',
  rates: 'Rates',
};

const BANDS: Readonly<Record<Band, string>> = { room: 'has room', healthy: 'healthy', tight: 'tight', overloaded: 'overloaded' };

const NOTES: Readonly<Record<FactWhy, string>> = {
  'not-a-number': 'this is no number and counts as empty',
  'ambiguous-number': 'this number can be read two ways and counts as empty',
  'not-a-date': 'this is no date and counts as empty',
  'ambiguous-date': 'this date can be read two ways and counts as empty',
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

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const hours = (minutes: number): string => `${Math.round(minutes / 6) / 10} h`;
const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);
