/** Names of months in English, German and Russian, as they are written out and as they are cut short. No name means two months. */
const NAMES = [
  'january jan januar jänner jän январь января янв',
  'february feb februar февраль февраля февр фев',
  'march mar märz mär mrz март марта мар',
  'april apr апрель апреля апр',
  'may mai май мая',
  'june jun juni июнь июня июн',
  'july jul juli июль июля июл',
  'august aug август августа авг',
  'september sept sep сентябрь сентября сент сен',
  'october oct oktober okt октябрь октября окт',
  'november nov ноябрь ноября нояб ноя',
  'december dec dezember dez декабрь декабря дек',
];

const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, month) => names.split(' ').map((name) => [name, month + 1] as const)),
);

/** 1 to 12; null for what is no month in any of the three. */
export const monthNamed = (name: string): number | null => MONTHS.get(name.normalize('NFC').toLowerCase()) ?? null;
