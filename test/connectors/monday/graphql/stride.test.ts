/** Figures worked out by hand: a call may take 20 s, so that 400 ms a mutation are 50 mutations. */
import { describe, expect, it } from 'vitest';
import { Stride } from '../../../../connectors/monday/graphql/stride.ts';
import type { BudgetName, LimitNews } from '../../../../core/sync/limit-news.ts';

const told = (name: BudgetName, max: number | null): LimitNews => ({ budgets: [{ name, max, left: null }] });
/** What `most` is after each of these. */
const mostAfter = (...lessons: ((stride: Stride) => void)[]): number[] => {
  const stride = new Stride();
  return lessons.map((learn) => {
    learn(stride);
    return stride.most;
  });
};
const took = (mutations: number, ms: number) => (stride: Stride) => stride.took(mutations, ms);
const lost = (mutations: number) => (stride: Stride) => stride.lost(mutations);
const heard = (name: BudgetName, max: number | null) => (stride: Stride) => stride.heard(told(name, max));
/** An account with points for as many as a call can have. */
const rich = heard('write complexity per minute', 10_000_000);

describe('by time', () => {
  it('begins with fifty', () => {
    expect(new Stride().most).toBe(50);
  });

  it('slower than thought is believed at once, a second of it being the network’s', () => {
    // 50 in 41 s: 800 ms each. 32 in 41 s: 1250 ms each would be 16, but fewer than 25 are no help.
    expect(mostAfter(took(50, 41_000))).toEqual([25]);
    expect(mostAfter(took(50, 26_000), took(32, 41_000))).toEqual([40, 25]);
  });

  it('quicker is believed by two thirds: at most three times as many as before', () => {
    // 250 ms each: 400 - 150 × 2/3 = 300. 150 ms each: 300 - 150 × 2/3 = 200.
    expect(mostAfter(took(50, 12_500), took(60, 9_000))).toEqual([67, 100]);
    // From 25: a third of 800 ms at best.
    expect(mostAfter(took(50, 41_000), took(25, 0), rich)).toEqual([25, 75, 75]);
    expect(mostAfter(rich, took(50, 0), took(50, 0))).toEqual([50, 150, 150]);
  });

  it('between what the network may have taken and what the mutations must have, it stays', () => {
    expect(mostAfter(took(50, 20_500), took(20, 8_500), took(50, 21_000))).toEqual([50, 50, 50]);
  });

  it('few tell little, and never that it is slow', () => {
    // 5 of 10 that tell, 100 ms each: 400 - 300 × 2/3 × 1/2 = 300.
    expect(mostAfter(took(5, 500))).toEqual([67]);
    // One: 400 - 300 × 2/3 × 1/10 = 380.
    expect(mostAfter(took(1, 100))).toEqual([53]);
    expect(mostAfter(took(9, 50_000), took(1, 50_000), took(10, 9_000))).toEqual([50, 50, 25]);
  });

  it('comes back after it was slow', () => {
    // 5000 ms each, then 1733, 644, 281: the last of these are 71 in 20 s.
    const quick = took(10, 1_000);
    expect(mostAfter(took(10, 51_000), quick, quick, quick)).toEqual([25, 25, 31, 71]);
  });

  it('of none that ran, and of a clock that was set back, nothing is made', () => {
    expect(mostAfter(took(0, 30_000), rich, took(50, -5_000))).toEqual([50, 50, 150]);
  });
});

describe('after a lost answer', () => {
  it('half of what was sent', () => {
    expect(mostAfter(rich, took(50, 0), lost(100), lost(50), lost(25))).toEqual([50, 150, 50, 25, 25]);
  });

  it('never more than it was, and of few that were lost nothing follows', () => {
    expect(mostAfter(lost(120), lost(24), lost(1))).toEqual([50, 50, 50]);
  });
});

describe('by points', () => {
  it('two thirds of a minute’s, 30,000 a mutation', () => {
    const quick = took(50, 0);
    // Unheard of: five million. 3,333,333 / 30,000 = 111.
    expect(mostAfter(quick)).toEqual([111]);
    expect(mostAfter(quick, heard('write complexity per minute', 2_000_000))).toEqual([111, 44]);
    // Beyond 150 they would be taken for an import.
    expect(mostAfter(quick, rich)).toEqual([111, 150]);
  });

  it('go before everything: a call that no minute admits isn’t made', () => {
    expect(mostAfter(heard('write complexity per minute', 1_000_000), took(20, 19_000))).toEqual([22, 22]);
    expect(mostAfter(heard('write complexity per minute', 0))).toEqual([1]);
  });

  it('of reads count until those of writes are known', () => {
    expect(
      mostAfter(
        heard('read complexity per minute', 1_000_000),
        heard('write complexity per minute', 1_500_000),
        heard('read complexity per minute', 900_000),
      ),
    ).toEqual([22, 33, 33]);
  });

  it('other budgets and untold ones change nothing', () => {
    expect(mostAfter(heard('calls per minute', 1_000), heard('write complexity per minute', null), (s) => s.heard({}))).toEqual([
      50, 50, 50,
    ]);
  });
});

it('more than half of what was too complex for one call is never asked for again', () => {
  const tooComplex = (mutations: number) => (stride: Stride) => stride.tooComplex(mutations);
  expect(mostAfter(tooComplex(50), rich, took(25, 0), tooComplex(100), tooComplex(1))).toEqual([25, 25, 25, 25, 1]);
});
