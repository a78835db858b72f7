import { expect, test } from 'vitest';
import { seenBy } from '../../../core/team/sight.ts';

const team = [
  { id: 'head', leadId: null },
  { id: 'lead', leadId: 'head' },
  { id: 'ann', leadId: 'lead' },
  { id: 'bob', leadId: 'head' },
];
const seen = (viewer: string, people = team): readonly string[] => [...seenBy(viewer, people)].sort();

test('a person sees their own figures, a lead those of everybody below, and nobody sideways or up', () => {
  expect(seen('ann')).toEqual(['ann']);
  expect(seen('lead')).toEqual(['ann', 'lead']);
  expect(seen('head')).toEqual(['ann', 'bob', 'head', 'lead']);
  expect(seen('stranger')).toEqual(['stranger']);
});

test('people who lead each other in a ring see each other, and it ends', () => {
  const ring = [
    { id: 'a', leadId: 'b' },
    { id: 'b', leadId: 'a' },
  ];
  expect(seen('a', ring)).toEqual(['a', 'b']);
});
