import { expect, test } from 'vitest';
import { byLetters } from '../../../core/sync/identity/fold.ts';
import { checkbox } from '../../../core/values/checkbox.ts';
import { choice } from '../../../core/values/choice.ts';
import { choices } from '../../../core/values/choices.ts';
import { date } from '../../../core/values/date.ts';
import { link } from '../../../core/values/link.ts';
import { number } from '../../../core/values/number.ts';
import { person } from '../../../core/values/person.ts';
import { relation } from '../../../core/values/relation.ts';
import { text as textType } from '../../../core/values/text.ts';
import { context, text } from './fixtures.ts';

/** What takes the square of this would not end within the time that any test has. */
const LONG = 200_000;
const PARTS = ['1', ' ', '\u00a0', ',', '"', '<', '@', '.', '-', '1 ', 'a,', '\n', "'s", '0', 'e', '\u202f1', 'http://'];
const TEXTS = PARTS.flatMap((one) => {
  const long = one.repeat(LONG / one.length);
  return [long, `x${long}x`, `1${long}1`, `mailto:${long}\n`];
});

test.each(Object.entries({ checkbox, choice, choices, date, link, number, person, relation, text: textType }))(
  '[V23] %s: reading a long text costs no more than its length',
  (_name, type) => {
    for (const typed of TEXTS) {
      const reading = type.read(text(typed), context({ labels: ['Lead'] }));
      expect(reading.kind === 'value' || reading.shown === typed).toBe(true);
      if (reading.kind !== 'value' || reading.value === null) continue;
      type.write(reading.value, context());
      expect(type.isFormOf(reading.value, reading.value)).toBe(true);
    }
  },
);

test('[M7] [V23] so does comparing it as a natural key', () => {
  for (const typed of TEXTS) expect(byLetters(typed).length).toBeLessThanOrEqual(typed.length + 1);
});
