/** What a spreadsheet's locale (`en_US`) decides: separators, currency sign, default patterns. */
import { getLocale } from 'numfmt';

export interface LocaleFacts {
  /** As the number format library calls it: `en-US`. */
  readonly tag: string;
  readonly decimal: string;
  readonly group: string;
  readonly currency: string;
  readonly currencyFirst: boolean;
  readonly date: string;
}

const CURRENCIES: Readonly<Record<string, string>> = {
  US: '$',
  CA: '$',
  AU: '$',
  MX: '$',
  GB: '£',
  DE: '€',
  FR: '€',
  ES: '€',
  IT: '€',
  NL: '€',
  IE: '€',
  AT: '€',
  BE: '€',
  FI: '€',
  PT: '€',
  RU: '₽',
  PL: 'zł',
  CZ: 'Kč',
  CH: 'CHF',
  IN: '₹',
  JP: '¥',
  BR: 'R$',
  IL: '₪',
  TR: '₺',
  UA: '₴',
  SE: 'kr',
  DK: 'kr',
  NO: 'kr',
}; // prettier-ignore

const DATES: Readonly<Record<string, string>> = {
  US: 'm/d/yyyy',
  GB: 'dd/mm/yyyy',
  FR: 'dd/mm/yyyy',
  ES: 'd/m/yyyy',
  IT: 'd/m/yyyy',
  DE: 'dd.mm.yyyy',
  RU: 'dd.mm.yyyy',
  PL: 'dd.mm.yyyy',
  NL: 'd-m-yyyy',
  CA: 'yyyy-mm-dd',
  SE: 'yyyy-mm-dd',
  JP: 'yyyy/mm/dd',
  CH: 'dd.mm.yyyy',
  AT: 'dd.mm.yyyy',
  FI: 'd.m.yyyy',
  CZ: 'd.m.yyyy',
}; // prettier-ignore

const HOMES: Readonly<Record<string, string>> = {
  en: 'US',
  ja: 'JP',
  uk: 'UA',
  cs: 'CZ',
  he: 'IL',
  da: 'DK',
  sv: 'SE',
  nb: 'NO',
  pt: 'BR',
};
const known = new Map<string, LocaleFacts>();

export function localeFacts(locale: string): LocaleFacts {
  let facts = known.get(locale);
  if (!facts) {
    facts = find(locale);
    known.set(locale, facts);
  }
  return facts;
}

function find(locale: string): LocaleFacts {
  const [language = 'en', country] = locale.split(/[_-]/);
  const region = country ?? HOMES[language] ?? language.toUpperCase();
  const tag = `${language}-${region}`;
  const data = getLocale(tag) ?? getLocale(language);
  return {
    tag: data ? tag : 'en-US',
    decimal: data?.decimal ?? '.',
    group: data?.group ?? ',',
    currency: CURRENCIES[region] ?? '$',
    currencyFirst: ['en', 'ja', 'pt', 'he', 'zh', 'hi'].includes(language),
    date: DATES[region] ?? (['en'].includes(language) ? 'd/m/yyyy' : 'dd.mm.yyyy'),
  };
}
