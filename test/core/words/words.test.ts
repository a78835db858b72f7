import { describe, expect, test } from 'vitest';
import { en } from '../../../core/words/en.ts';
import { reasonWords } from '../../../core/words/reasons.ts';
import { ru } from '../../../core/words/ru.ts';
import { conflictWords, findingWords, languageOf, lossWords, problemWords, readChoice } from '../../../core/words/words.ts';

describe('words', () => {
  test('both languages have a sentence for the same codes, with the same places to fill', () => {
    const places = (sentence: string | undefined) => [...(sentence ?? '').matchAll(/\{\w+\}/g)].map(String).sort();
    for (const part of ['findings', 'refusals', 'conflicts', 'holds', 'problems', 'inbox', 'choices', 'notes', 'losses'] as const) {
      const [ours, theirs]: Readonly<Record<string, string>>[] = [en[part], ru[part]];
      expect(Object.keys(theirs ?? {}).sort()).toEqual(Object.keys(ours ?? {}).sort());
      for (const code of Object.keys(ours ?? {})) expect([code, ...places(theirs?.[code])]).toEqual([code, ...places(ours?.[code])]);
    }
  });

  test('a sentence names what is wrong', () => {
    expect(findingWords('not-a-number', 'soon', 'en')).toBe(
      'This is no number: “soon”. Type a number; until then the other side keeps its value.',
    );
    expect(findingWords('refused-title-taken', 'x', 'ru')).toBe(
      'В пространстве уже есть страница с таким названием. Переименуйте одну из них.',
    );
    expect(findingWords('refused-odd', null, 'en')).toBe('The other side refuses the change (odd). Change the value, then retry.');
    expect(problemWords('not-found', { what: 'pair', id: '7' }, 'en')).toBe('There is no pair 7. Check the id; it may have been removed.');
    expect(problemWords('vendor-refused', { vendor: 'google', detail: 'no tab X' }, 'en')).toMatch(/^Google refuses: no tab X\. /);
    expect(problemWords('address-restricted', { vendor: 'monday' }, 'en')).toContain('Ask the monday admin');
    expect(findingWords('address-restricted', 'Your ip is restricted', 'ru')).toContain('Попросите администратора monday');
    expect(problemWords('never-heard-of', {}, 'en')).toBe(en.problems.internal);
  });

  test('[R12] a loop is told with what to do first; of an ordinary conflict there is no more to say', () => {
    expect(conflictWords('loop', 'en')).toMatch(/Switch it off, then choose/);
    expect(conflictWords('loop', 'ru')).toMatch(/Отключите её и выберите/);
    expect(conflictWords('both-changed', 'en')).toBeNull();
  });

  test('why somebody stands where they stand is said in either language', () => {
    const peak = { code: 'peak', share: 1.1, week: '2026-11-30', band: 'tight' } as const;
    expect(reasonWords(peak, 'en')).toBe('Would be at 110 % at most, in the week of 2026-11-30: tight');
    expect(reasonWords(peak, 'ru')).toBe('Будет не больше 110 %, на неделе 2026-11-30: впритык');
    expect(reasonWords({ code: 'tentative', minutes: 90 }, 'ru')).toBe('Клиенты без подписи могут добавить до 1,5 ч в неделю');
  });

  test('[N4] a choice is read in any language, whatever its case and the spaces around it', () => {
    expect(['left', ' Approve\n', 'СЛЕВА', 'скрыть'].map(readChoice)).toEqual(['left', 'approve', 'left', 'dismiss']);
    expect(['', 'leftt', 'left right', 'yes'].map(readChoice)).toEqual([null, null, null, null]);
  });

  test('[N12] a loss is told with its reason', () => {
    expect(lossWords('covered', '5 EUR', null, 'en')).toBe(
      '“5 EUR” stood here and gave way to “—”. To get it back, type it again or take it under Evenkeel › Sync.',
    );
    expect(lossWords('direction', 'a', 'b', 'en')).toContain('change it there');
  });

  test('the first language that we speak is taken, English else', () => {
    expect(languageOf('de, ru-RU;q=0.8, en;q=0.5')).toBe('ru');
    expect(languageOf('en-GB,ru')).toBe('en');
    expect(languageOf('de')).toBe('en');
    expect(languageOf(undefined)).toBe('en');
  });
});
