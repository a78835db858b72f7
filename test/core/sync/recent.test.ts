/** Our own latest writes of a field: something that answers each of them, and formulas whose results change by themselves. */
import { describe, expect, test } from 'vitest';
import type { RecentWrite } from '../../../core/sync/decide/recent.ts';
import { formulaWait, isLoop, isOwnDecision } from '../../../core/sync/decide/recent.ts';
import type { ContainerId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Side } from '../../../core/sync/mapping.ts';
import { both, ENTRY, run, steps } from './acme.ts';
import { eur, fid, num, open, set, text } from './fixtures.ts';
import { office, writes } from './office.ts';

const NOTES = fid('notes');
const SECOND = 1_000;
const MINUTE = 60_000;

const wrote = (side: Side, why: string, ago: number, of = 'notes'): RecentWrite => ({ field: fid(of), side, why, ago });

/** So many writes, each on the other side than the one before, `gap` apart; the last one was `since` ago. */
const bounces = (count: number, gap: number, since = SECOND): readonly RecentWrite[] =>
  Array.from({ length: count }, (_, at) => wrote(at % 2 === 0 ? 'left' : 'right', 'changed', since + (count - 1 - at) * gap));

describe('[R12] a loop', () => {
  test('is more than eight answers: ten writes to and fro hold nine, nine hold eight', () => {
    expect([isLoop(bounces(10, 5 * SECOND), NOTES), isLoop(bounces(9, 5 * SECOND), NOTES)]).toEqual([true, false]);
  });

  test('an answer comes within five seconds', () => {
    expect(isLoop(bounces(10, 5 * SECOND + 1), NOTES)).toBe(false);
    expect(isLoop(bounces(30, 5 * SECOND + 1), NOTES)).toBe(false);
  });

  test('and all of them within two minutes', () => {
    expect([isLoop(bounces(10, SECOND, 112 * SECOND), NOTES), isLoop(bounces(10, SECOND, 112 * SECOND + 1), NOTES)]).toEqual([true, false]);
  });

  test('no longer when a person has had a look: who takes a value, undoes or approves', () => {
    for (const why of ['taken', 'undo', 'approved']) {
      const looked = bounces(12, SECOND).map((one, at) => (at === 3 ? { ...one, why } : one));
      expect(isLoop(looked, NOTES), why).toBe(false);
    }
    const restored = bounces(12, SECOND).map((one, at) => (at === 3 ? { ...one, why: 'restored' } : one));
    expect(isLoop(restored, NOTES)).toBe(true);
  });

  test('the policy answers, too: across to the other side, or back over the same', () => {
    expect(
      isLoop(
        bounces(10, SECOND).map((one) => ({ ...one, why: 'policy' })),
        NOTES,
      ),
    ).toBe(true);
    expect(
      isLoop(
        bounces(10, SECOND).map((one) => ({ ...one, side: 'right' as const, why: 'policy' })),
        NOTES,
      ),
    ).toBe(true);
    expect(['changed', 'policy', 'direction', 'taken', 'undo', 'new'].map(isOwnDecision)).toEqual([true, true, true, false, false, false]);
  });

  test('each field by itself', () => {
    const mixed = bounces(10, 5 * SECOND).map((one, at) => (at < 5 ? { ...one, field: fid('name') } : one));
    expect([isLoop(mixed, NOTES), isLoop(bounces(10, SECOND), fid('name'))]).toEqual([false, false]);
  });

  test('what a person types again and again on one side is none', () => {
    const typing = Array.from({ length: 20 }, (_, at) => wrote('right', 'changed', (20 - at) * SECOND));
    expect(isLoop(typing, NOTES)).toBe(false);
  });

  test('what is restored each time is one: the same side is written again and again', () => {
    const restored = Array.from({ length: 10 }, (_, at) => wrote('right', 'direction', (10 - at) * SECOND));
    expect(isLoop(restored, NOTES)).toBe(true);
    expect(isLoop(restored.slice(1), NOTES)).toBe(false);
  });

  test('what people choose and take back is none', () => {
    for (const why of ['taken', 'undo', 'approved', 'restored', 'covered'])
      expect(
        isLoop(
          bounces(30, SECOND).map((one) => ({ ...one, why })),
          NOTES,
        ),
      ).toBe(false);
  });

  test('a choice begins the count anew', () => {
    expect(isLoop([...bounces(10, SECOND, 3 * SECOND), wrote('left', 'taken', 2 * SECOND), wrote('right', 'changed', SECOND)], NOTES)).toBe(
      false,
    );
    expect(isLoop([wrote('left', 'taken', 50 * SECOND), ...bounces(10, SECOND)], NOTES)).toBe(true);
  });

  test('freezes its field and nothing else; a person’s choice goes through', () => {
    const recent = bounces(10, SECOND);
    const plan = run(both({ notes: 'answered', name: 'Acme Ltd' }, {}, { recent }));
    expect(steps(plan)).toEqual(['update right name="Acme Ltd" (changed)']);
    expect(plan.conflicts).toEqual([{ field: 'notes', left: 'answered', right: 'calls back', kept: null, why: 'loop' }]);
    const taken = run(both({ notes: 'answered' }, {}, { recent, open: open('notes'), directives: [set('notes', 'answered')] }));
    expect(steps(taken)).toEqual(['update right notes="answered" (taken)']);
    expect(taken.closes).toEqual(['notes']);
  });

  test('nine writes are no reason to freeze', () => {
    const plan = run(both({ notes: 'answered' }, {}, { recent: bounces(9, SECOND) }));
    expect([steps(plan), plan.conflicts]).toEqual([['update right notes="answered" (changed)'], []]);
  });

  test('two automations that answer each other end in an open conflict after ten writes; it closes when the sides agree', async () => {
    const w = await office();
    let answers = 0;
    const answer = (cells: Record<string, unknown>, column: string, container: string): void => {
      answers += 1;
      cells[column] = text(`answer ${answers}`);
      void w.store.hint(brandAs<ContainerId>(container), 'all');
    };
    w.board.faults.after = () => answer(w.board.named('Acme').cells, 'notes', 'board');
    w.tab.faults.after = () => answer(w.tab.named('Acme').cells, 'NOTES', 'book');
    const before = writes(w);
    w.board.named('Acme').cells.notes = text('by a person');
    await w.settle();
    expect(writes(w) - before).toBe(10);
    const openNow = () => w.store.conflicts.filter((one) => one.state === 'open').map((one) => `${one.why} ${one.left} ${one.right}`);
    expect(openNow()).toEqual(['loop answer 10 answer 9']);
    w.board.faults.after = undefined;
    w.tab.faults.after = undefined;
    w.board.named('Acme').cells.budget = num('77');
    await w.settle();
    expect(w.tab.named('Acme').cells.BUDGET).toEqual(num('77'));
    expect(openNow()).toHaveLength(1);
    w.board.named('Acme').cells.notes = text('answer 9');
    await w.settle();
    expect(openNow()).toEqual([]);
    w.pass(2 * MINUTE);
    w.board.named('Acme').cells.notes = text('in peace');
    await w.settle();
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('in peace'));
  });
});

describe('[R13] a formula’s results', () => {
  const formula = (amount: number) => ({ BUDGET: { ...num(String(amount)), formula: true } });
  const entry = { ...ENTRY, base: { ...ENTRY.base, [fid('budget')]: { agreed: eur('5'), left: '["5","EUR"]', right: '=["5","EUR"]' } } };
  const travelled = (...agos: readonly number[]) => agos.map((ago) => wrote('left', 'changed', ago, 'budget'));
  const recent = travelled(50 * MINUTE, 6 * MINUTE, 5 * MINUTE);

  test('wait, after three travels in an hour, until the last of them is fifteen minutes ago', () => {
    expect(formulaWait(recent, fid('budget'))).toBe(10 * MINUTE);
    expect(formulaWait(travelled(50 * MINUTE, 30 * MINUTE, 15 * MINUTE - 1), fid('budget'))).toBe(1);
    expect(formulaWait(travelled(50 * MINUTE, 30 * MINUTE, 15 * MINUTE), fid('budget'))).toBeNull();
    expect(formulaWait(travelled(6 * MINUTE, 5 * MINUTE), fid('budget'))).toBeNull();
    expect(formulaWait(recent, NOTES)).toBeNull();
  });

  test('a fourth one waits, the first goes', () => {
    expect(run(both({}, formula(6), { entry, recent }))).toMatchObject({ steps: [], formulaWait: 10 * MINUTE });
    const first = run(both({}, formula(6), { entry }));
    expect([steps(first), first.formulaWait]).toEqual([['update left budget={"amount":"6","currency":"EUR"} (changed)'], null]);
  });

  test('a formula that somebody has just typed goes, and so does a value in its place', () => {
    expect(run(both({}, formula(6), { recent })).steps).toHaveLength(1);
    expect(run(both({}, { BUDGET: 6 }, { entry, recent })).steps).toHaveLength(1);
  });

  test('one goes along with what was typed beside it, not with what goes the other way', () => {
    const typed = run(both({}, { ...formula(6), NOTES: 'typed' }, { entry, recent }));
    expect([typed.steps.map((one) => one.side), typed.formulaWait]).toEqual([['left', 'left'], null]);
    const across = run(both({ notes: 'typed' }, formula(6), { entry, recent }));
    expect([steps(across), across.formulaWait]).toEqual([['update right notes="typed" (changed)'], 10 * MINUTE]);
  });

  test('an edit of the other side is answered at once', () => {
    expect(steps(run(both({ budget: 9 }, formula(5), { entry, recent })))).toEqual([
      'update left budget={"amount":"5","currency":"EUR"} (direction)',
    ]);
  });

  test('one that changes every minute is seven travels in an hour, and the last is the newest', async () => {
    const w = await office();
    const { cells } = w.tab.named('Acme');
    cells.BUDGET = { ...num('100'), formula: true };
    await w.settle();
    const before = writes(w);
    for (let minute = 1; minute <= 60; minute += 1) {
      cells.BUDGET = { ...num(String(100 + minute)), formula: true };
      await w.settle();
      w.pass(MINUTE);
      await w.sync();
    }
    expect(writes(w) - before).toBeLessThanOrEqual(6);
    w.pass(15 * MINUTE);
    await w.sync();
    expect(w.board.named('Acme').cells.budget).toEqual(num('160'));
    expect(writes(w) - before).toBeLessThanOrEqual(7);
  });

  test('while one waits the record’s other fields travel, and it isn’t forgotten for them', async () => {
    const w = await office();
    const { cells } = w.tab.named('Acme');
    for (const amount of ['98', '99', '100']) {
      cells.BUDGET = { ...num(amount), formula: true };
      await w.settle();
    }
    cells.BUDGET = { ...num('101'), formula: true };
    w.board.named('Acme').cells.notes = text('from the board');
    await w.settle();
    expect([cells.NOTES, w.board.named('Acme').cells.budget]).toEqual([text('from the board'), num('100')]);
    w.pass(15 * MINUTE);
    await w.sync();
    expect(w.board.named('Acme').cells.budget).toEqual(num('101'));
  });
});
