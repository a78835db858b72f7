import { expect, test } from 'vitest';
import { isGregorian, orderOf, separatorsOf } from '../../../../core/values/typed/locale.ts';

test('[V7] [V22] signs and groups of a locale', () => {
  expect(separatorsOf('en-US')).toEqual({ decimal: '.', group: ',', byTwo: false });
  expect(separatorsOf('de')).toEqual({ decimal: ',', group: '.', byTwo: false });
  expect(separatorsOf('en_IN')).toEqual({ decimal: '.', group: ',', byTwo: true });
  expect(separatorsOf('zh-Hans-CN')).toEqual({ decimal: '.', group: ',', byTwo: false });
});

test('[V11] [V22] orders and calendars of a locale', () => {
  expect(['en-US', 'en-GB', 'ja-JP', 'zh_Hans_CN', 'de'].map(orderOf)).toEqual([
    'month first',
    'day first',
    'year first',
    'year first',
    'day first',
  ]);
  expect(['de-DE', 'th-TH', 'fa-IR', null].map(isGregorian)).toEqual([true, false, false, true]);
});

test('[V7] [V11] no locale, or what is none, says nothing', () => {
  for (const none of [null, '', 'not a locale', 'e', 'en-']) {
    expect(separatorsOf(none)).toEqual({ decimal: null, group: null, byTwo: false });
    expect([orderOf(none), isGregorian(none)]).toEqual([null, true]);
  }
});
