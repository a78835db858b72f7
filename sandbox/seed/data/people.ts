import type { PersonSeed } from '../../world/people/people.ts';
import { addDays } from './days.ts';

export interface Colleague extends PersonSeed {
  readonly role: 'Head of department' | 'Account manager' | 'Sales manager' | 'Business developer' | 'Support';
  readonly grade: 'Intern' | 'Junior' | 'Middle' | 'Senior' | 'Lead' | 'Head';
  readonly team: string | null;
  /** Id of the person they report to. */
  readonly lead: string | null;
  readonly hoursPerWeek: number;
  readonly startDate: string;
  /** Ranges as people type them: `2026-12-01/2026-12-12`, several parted by commas; empty: none. */
  readonly leave: string;
}

/** Who owns the account, the spreadsheet and the wiki; whose tokens an outside program is given. */
export const OWNER = 'irina';

export const teams = ['Retail', 'Tech', 'New business', 'Support'] as const;

type Line = [
  id: string,
  name: string,
  role: Colleague['role'],
  grade: Colleague['grade'],
  team: string | null,
  lead: string | null,
  hours: number,
  startedDaysAgo: number,
  leave: [from: number, to: number][],
];

/** Leave in days from the day of seeding. One person is away now, one soon, one twice. */
const lines: readonly Line[] = [
  ['irina', 'Ирина Соколова', 'Head of department', 'Head', null, null, 40, 2300, []],
  ['marina', 'Марина Волкова', 'Account manager', 'Lead', 'Retail', 'irina', 40, 1650, [[21, 32]]],
  ['anna', 'Anna Petrova', 'Account manager', 'Senior', 'Retail', 'marina', 40, 1210, []],
  ['ben', 'Ben Carter', 'Account manager', 'Middle', 'Retail', 'marina', 40, 640, []],
  ['daria', 'Дарья Кузнецова', 'Account manager', 'Junior', 'Retail', 'marina', 30, 330, [[7, 11]]],
  ['oliver', 'Oliver Grant', 'Account manager', 'Lead', 'Tech', 'irina', 40, 1480, []],
  ['sofia', 'Sofia Rossi', 'Account manager', 'Senior', 'Tech', 'oliver', 40, 980, [[35, 46]]],
  ['chloe', 'Chloe Martin', 'Account manager', 'Junior', 'Tech', 'oliver', 40, 20, []],
  ['alexey', 'Алексей Морозов', 'Sales manager', 'Lead', 'New business', 'irina', 40, 1900, [[-2, 1]]],
  [
    'nikita',
    'Никита Лебедев',
    'Sales manager',
    'Middle',
    'New business',
    'alexey',
    40,
    520,
    [
      [9, 11],
      [30, 34],
    ],
  ],
  ['emma', 'Emma Wilson', 'Business developer', 'Senior', 'New business', 'alexey', 40, 860, []],
  ['timur', 'Тимур Ахметов', 'Business developer', 'Intern', 'New business', 'alexey', 20, 55, []],
  ['helen', 'Helen Novak', 'Support', 'Lead', 'Support', 'irina', 40, 1320, []],
  ['igor', 'Игорь Фёдоров', 'Support', 'Middle', 'Support', 'helen', 40, 700, []],
  ['lucas', 'Lucas Meyer', 'Support', 'Junior', 'Support', 'helen', 40, 240, [[14, 18]]],
];

/** The fifteen people of the agency on the day `today`. */
export function colleagues(today: string): Colleague[] {
  return lines.map(([id, name, role, grade, team, lead, hoursPerWeek, startedDaysAgo, leave]) => ({
    id,
    name,
    email: `${id}@northlight.example`,
    admin: id === OWNER || id === 'oliver',
    role,
    grade,
    team,
    lead,
    hoursPerWeek,
    startDate: addDays(today, -startedDaysAgo),
    leave: leave.map(([from, to]) => `${addDays(today, from)}/${addDays(today, to)}`).join(', '),
  }));
}
