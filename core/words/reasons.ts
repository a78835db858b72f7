/** Words for the codes of next client: why somebody stands where they stand. */
import type { Reason } from '../team/candidates/candidate.ts';
import type { Band } from '../team/report.ts';
import { reasonWordsRu } from './reasons-ru.ts';
import type { Language } from './words.ts';

/** A reason of next client, as a person reads it beside the candidate. */
export function reasonWords(reason: Reason, language: Language): string {
  return language === 'ru' ? reasonWordsRu(reason) : reasonWordsEn(reason);
}

function reasonWordsEn(reason: Reason): string {
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

const BANDS: Readonly<Record<Band, string>> = { room: 'has room', healthy: 'healthy', tight: 'tight', overloaded: 'overloaded' };

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const hours = (minutes: number): string => `${Math.round(minutes / 6) / 10} h`;
