import { describe, expect, test } from 'vitest';
import { canonicalLabel, shownLabel } from '../../../core/values/label-map.ts';

/** `Fertig` stands for two. */
const MAP = { Lead: 'Neu', Active: 'Aktiv', Won: 'Fertig', Lost: 'Fertig' };
const labels = (of: typeof canonicalLabel, side: 'left' | 'right', create: boolean, shown: readonly string[]) =>
  shown.map((one) => of(MAP, side, one, create));

describe('labels that two sides spell differently', () => {
  test('[V14] the canonical one is the left one, by letters and not by case', () => {
    expect(labels(canonicalLabel, 'right', false, ['Neu', ' aktiv '])).toEqual(['Lead', 'Active']);
    expect(labels(canonicalLabel, 'left', false, ['Lead', 'active'])).toEqual(['Lead', 'active']);
    expect(labels(shownLabel, 'right', false, ['Lead', 'ACTIVE'])).toEqual(['Neu', 'Aktiv']);
    expect(labels(shownLabel, 'left', false, ['Lead', 'Neu', 'whatever'])).toEqual(['Lead', 'Neu', 'whatever']);
  });

  test('[V14] one that is outside the map, or stands for two, is none', () => {
    expect(labels(canonicalLabel, 'right', false, ['Fertig', 'Lead', 'Pause'])).toEqual([undefined, undefined, undefined]);
    expect(labels(canonicalLabel, 'left', false, ['Won', 'Lost', 'Neu', 'Pause'])).toEqual([undefined, undefined, undefined, undefined]);
    expect(labels(shownLabel, 'right', false, ['Won', 'Neu', 'Pause'])).toEqual([undefined, undefined, undefined]);
  });

  test('[V14] two left labels of the same letters stand for none', () => {
    const twice = { Lead: 'Neu', LEAD: 'Alt', Active: 'Aktiv' };
    expect(shownLabel(twice, 'right', 'Lead', false)).toBeUndefined();
    expect(canonicalLabel(twice, 'right', 'Alt', false)).toBeUndefined();
    expect(canonicalLabel(twice, 'right', 'Aktiv', false)).toBe('Active');
  });

  test('[V26] where the mapping says `create`, one that neither half knows stands for itself, any other doesn’t', () => {
    expect(labels(canonicalLabel, 'left', true, ['Pause', 'Lead', 'Won', 'Neu'])).toEqual(['Pause', 'Lead', undefined, undefined]);
    expect(labels(canonicalLabel, 'right', true, ['Pause', 'Neu', 'Fertig', 'Lead'])).toEqual(['Pause', 'Lead', undefined, undefined]);
    expect(labels(shownLabel, 'right', true, ['Pause', 'Lead', 'Won', 'Neu'])).toEqual(['Pause', 'Neu', undefined, undefined]);
  });
});
