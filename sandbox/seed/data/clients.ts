import { addDays, workday } from './days.ts';

export const stages = ['Lead', 'Proposal', 'Contract', 'Onboarding', 'Running', 'Growth', 'Paused'] as const;
type Stage = (typeof stages)[number];
type Tier = 'A' | 'B' | 'C';
export type Currency = 'EUR' | 'RUB';

export interface Client {
  readonly name: string;
  readonly stage: Stage;
  readonly tier: Tier;
  /** A month, net of VAT; null where nothing is agreed yet. */
  readonly budget: number | null;
  readonly currency: Currency;
  readonly startDate: string | null;
  readonly notes: string;
  /** Ids of people; null: nobody yet. */
  readonly sales: string | null;
  readonly bizdev: string | null;
  readonly manager: string | null;
  readonly support: string | null;
}

/** Name, budget as the client's own currency has it. Roubles are six or seven digits, euros four or five. */
const english: readonly [name: string, budget: number][] = [
  ['Aldgate Coffee', 4200],
  ['Beacon Outdoor', 18500],
  ['Birch & Bloom', 2650],
  ['Blue Harbour Hotels', 31000],
  ['Cobalt Cycles', 7400],
  ['Copperfield Books', 3150.5],
  ['Driftwood Surf', 2200],
  ['Easton Dental', 5600],
  ['Fable Toys', 9800],
  ['Finch Insurance', 24000],
  ['Glasshouse Garden', 3900],
  ['Granite Gym', 6100],
  ['Hazel & Co.', 2480],
  ['Helio Solar', 16250],
  ['Ironbridge Tools', 8300],
  ['Juniper Skincare', 12750.75],
  ['Kestrel Airways', 42000],
  ['Lantern Law', 5200],
  ['Larkspur Schools', 4750],
  ['Mosaic Homes', 15900],
  ['Nimbus Cloud', 27500],
  ['Northwind', 6900],
  ['Northwind Digital', 7350],
  ["O'Neill & Sons", 3300],
  ['Orchard Foods', 11200],
  ['Pebble Bank', 36500],
  ['Quarry Stone', 2950],
  ['Redwood Furniture', 8800],
  ['Silverline Rail', 19400],
  ['Tidewater Boats', 5950],
];
const russian: readonly [name: string, budget: number][] = [
  ['Аврора Текстиль', 640_000],
  ['АгроСевер', 1_250_000],
  ['Белый Парус', 310_000],
  ['Берёзка', 280_000],
  ['Вектор-М', 920_000],
  ['Вкусная Среда', 455_000],
  ['Город и Сад', 370_000],
  ['Дом Чая', 295_500],
  ['Ёлка', 240_000],
  ['Жемчуг', 510_000],
  ['Заря', 1_680_000],
  ['Зелёная Аптека', 870_000],
  ['Изумруд', 430_000],
  ['Кедр Мебель', 760_000],
  ['Клиника «Здоровье»', 1_140_000],
  ['Ладога', 385_000],
  ['Лингва Школа', 325_000],
  ['Малина Кафе', 265_000],
  ['МеталлИнвест Трейд', 2_450_000],
  ['Новый Маяк', 590_000],
  ['Облако Мебели', 410_000],
  ['ООО «Ромашка»', 350_000.5],
  ['Пилигрим Тур', 680_000],
  ['Полярный Экспресс', 1_520_000],
  ['Ремонт Плюс', 230_000],
  ['Северное Сияние', 1_310_000],
  ['Спорт Мастерская', 540_000],
  ['Тёплый Дом', 475_000],
  ['Уральские Самоцветы', 995_000],
  ['Фабрика Окон', 720_000],
];

const counts: Readonly<Record<Stage, number>> = { Lead: 8, Proposal: 7, Contract: 5, Onboarding: 6, Running: 22, Growth: 7, Paused: 5 };

const notes: readonly string[] = [
  '',
  'Reports in Russian, calls on Tuesdays.',
  '',
  'Prefers e-mail. Decisions are made by the owner herself.',
  'Клиент просит отчёт до 5 числа каждого месяца.',
  '',
  'Came by a recommendation.\nSeasonal: quiet in January, doubles in spring.',
  'НДС сверху; счёт на головную компанию.',
  '',
  '-20 % on fees until the first campaign is live',
];

/** Everyone who may hold a role, in the order in which clients go to them; who stands twice carries more. */
const managers: Readonly<Record<Tier, readonly string[]>> = {
  A: ['sofia', 'anna', 'oliver', 'marina'],
  B: ['anna', 'ben', 'oliver', 'sofia', 'ben', 'marina', 'sofia'],
  C: ['daria', 'ben', 'daria', 'chloe', 'anna'],
};
const sellers = ['alexey', 'nikita', 'nikita'];
const developers = ['emma', 'emma', 'timur'];
const supporters = ['igor', 'lucas', 'helen', 'igor', 'lucas'];

/** The sixty clients on the day `today`: English and Russian names by turns, the stages spread over both. */
export function clients(today: string, chance: () => number): Client[] {
  const named = english.flatMap(([name, budget], index) => {
    const [other = '', otherBudget = 0] = russian[index] ?? [];
    return [
      { name, budget, currency: 'EUR' as const },
      { name: other, budget: otherBudget, currency: 'RUB' as const },
    ];
  });
  const order = stages.flatMap((stage) => Array.from({ length: counts[stage] }, () => stage));
  const shuffled = shuffle(order, chance);
  const turns = new Map<string, number>();
  const next = (list: readonly string[], name: string): string => {
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    return list[turn % list.length] ?? OWNERLESS;
  };
  return named.map(({ name, budget, currency }, index) => {
    const stage = shuffled[index] ?? 'Running';
    const tier = tierOf(budget, currency);
    const early = stage === 'Lead' || stage === 'Proposal';
    const withManager = !early && !(stage === 'Contract' && chance() < 0.6);
    return {
      name,
      stage,
      tier,
      currency,
      budget: stage === 'Lead' && chance() < 0.5 ? null : budget,
      startDate: startOf(stage, today, chance),
      notes: notes[index % notes.length] ?? '',
      sales: next(sellers, 'sales'),
      bizdev: stage === 'Lead' && chance() < 0.4 ? null : next(developers, 'bizdev'),
      manager: withManager ? next(managers[tier], `manager ${tier}`) : null,
      support: withManager && tier !== 'C' ? next(supporters, 'support') : null,
    };
  });
}

const OWNERLESS = 'marina';

function tierOf(budget: number, currency: Currency): Tier {
  const euros = currency === 'EUR' ? budget : budget / 95;
  return euros >= 15_000 ? 'A' : euros >= 5_000 ? 'B' : 'C';
}

/** Days from today at which a client in this stage began, or means to begin. */
const startRange: Readonly<Record<Stage, readonly [from: number, to: number]>> = {
  Lead: [25, 70],
  Proposal: [14, 50],
  Contract: [5, 25],
  Onboarding: [-25, -2],
  Running: [-620, -70],
  Growth: [-620, -240],
  Paused: [-500, -200],
};

function startOf(stage: Stage, today: string, chance: () => number): string | null {
  const [from, to] = startRange[stage];
  const day = workday(addDays(today, from + Math.floor(chance() * (to - from + 1))));
  return stage === 'Lead' && chance() < 0.6 ? null : day;
}

function shuffle<T>(list: readonly T[], chance: () => number): T[] {
  const shuffled = [...list];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = Math.floor(chance() * (index + 1));
    const [a, b] = [shuffled[index], shuffled[other]];
    if (a === undefined || b === undefined) continue;
    shuffled[index] = b;
    shuffled[other] = a;
  }
  return shuffled;
}
