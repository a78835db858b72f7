/** Russian for the codes of next client. */
import type { Reason } from '../team/candidates/candidate.ts';
import type { Band } from '../team/report.ts';

/** The same as `reasonWords` in `reasons.ts`, which calls it. */
export function reasonWordsRu(reason: Reason): string {
  switch (reason.code) {
    case 'peak':
      return reason.share === null
        ? `На неделе ${reason.week} будет работа, а времени нет вовсе`
        : `Будет не больше ${percent(reason.share)}, на неделе ${reason.week}: ${BANDS[reason.band]}`;
    case 'equalPeaks':
      return `Кандидатов с разницей до ${reason.points} п. п.: ${reason.people}; порядок между ними — по тому, что ниже`;
    case 'skills':
      return [
        reason.matched.length > 0 ? `Умеет: ${reason.matched.join(', ')}` : '',
        reason.missing.length > 0 ? `не хватает: ${reason.missing.join(', ')}` : '',
      ]
        .filter((part) => part !== '')
        .join('; ');
    case 'presentLoad':
      return reason.share === null ? 'В эти недели времени нет уже сейчас' : `Сейчас на эти недели: ${percent(reason.share)}`;
    case 'clients':
      return `Клиентов с подписью: ${reason.count}`;
    case 'noCapacity':
      return `Нет рабочего времени на неделях: ${reason.weeks.join(', ')}`;
    case 'tentative':
      return `Клиенты без подписи могут добавить до ${hours(reason.minutes)} в неделю`;
  }
}

const BANDS: Readonly<Record<Band, string>> = { room: 'есть место', healthy: 'в норме', tight: 'впритык', overloaded: 'перегрузка' };

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const hours = (minutes: number): string => `${String(Math.round(minutes / 6) / 10).replace('.', ',')} ч`;
