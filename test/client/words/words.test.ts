import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../client/words/en.ts';
import { ru } from '../../../client/words/ru.ts';
import { languageOf, loadWords } from '../../../client/words/words.ts';

/** Keys with plural forms folded, and the placeholders of each text. */
function shape(words: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'object') for (const [inner, holes] of shape(value, `${prefix}${key}.`)) found.set(inner, holes);
    else found.set(`${prefix}${key.replace(/_(few|many)$/, '_other')}`, (String(value).match(/{{\w+}}/g) ?? []).toSorted().join(' '));
  }
  return found;
}

describe('words', () => {
  beforeAll(() => loadWords());

  it('has the same keys and placeholders in both languages', () => {
    expect([...shape(ru)].toSorted()).toEqual([...shape(en)].toSorted());
  });

  it.each([
    [1, '1 запись'],
    [2, '2 записи'],
    [5, '5 записей'],
    [21, '21 запись'],
    [61, '61 запись'],
  ])('counts %i in Russian', (count, text) => expect(i18next.t('sync.records', { count, lng: 'ru' })).toBe(text));

  it('counts in English', () => {
    expect([0, 1, 2].map((count) => i18next.t('sync.records', { count, lng: 'en' }))).toEqual(['0 records', '1 record', '2 records']);
  });

  it('reads monday’s language codes', () => {
    expect(['ru', 'RU-ru', 'en', 'de', ''].map(languageOf)).toEqual(['ru', 'ru', 'en', 'en', 'en']);
  });
});
