/** What the board view shows and does: its figures, its actions. */
import { describe, expect, it } from 'vitest';
import { figures, nextClient } from './fixtures.ts';
import { section, viewTests } from './view-tests.ts';

const test = viewTests();

describe('figures', () => {
  it('shows each load figure exactly as the product gave it, and its parts add up to it to the minute', async () => {
    const view = await test.openLoaded();
    const shown = await view.locator('[data-figure="load"]').evaluateAll((cells) =>
      cells.map((cell) => {
        const { person, week, value, band } = (cell as HTMLElement).dataset;
        return `${person} ${week} ${value} ${band}`;
      }),
    );
    const given = figures.load.flatMap(({ person, weeks }) => weeks.map((week) => `${person} ${week.start} ${week.minutes} ${week.band}`));
    expect(shown.toSorted()).toEqual(given.toSorted());

    await view.locator('[data-person-open="4616001"]').click();
    const parts = view.locator('[data-parts-of="4616001"] [data-figure="part"]');
    // 240 + 135 + 360 + 205 + 65, biggest first.
    expect(await parts.evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.value)))).toEqual([
      360, 240, 205, 135, 65,
    ]);
    expect(await view.locator('[data-figure="parts-total"]').textContent()).toContain('16h 45m of 17h 55m');
  });

  it('names the work that is in no week', async () => {
    const view = await test.openLoaded();
    await view.locator('[data-person-open="4616001"]').click();
    expect(await view.locator('[data-figure="apart-stale"]').textContent()).toBe('Overdue for more than two weeks: 5h (1)');
    expect(await view.locator('[data-figure="apart-undated"]').textContent()).toBe('Without a due date: 1h 30m (2)');
  });

  it('opens a person and another week by keyboard alone', async () => {
    const view = await test.openLoaded();
    await view.locator('[data-person-open="4616002"]').focus();
    await test.page.keyboard.press('Enter');
    await test.page.keyboard.press('Tab');
    await test.page.keyboard.press('Tab');
    await test.page.keyboard.press('Enter');
    await view.locator('[data-parts-of="4616002"][data-week="2026-11-30"]').waitFor();
    expect(await view.locator('[data-figure="parts-total"]').getAttribute('data-value')).toBe('1300');
  });

  it('follows a change within five seconds', async () => {
    const view = await test.openLoaded();
    const [anna, ...others] = figures.load;
    if (anna?.weeks[0] === undefined) throw new Error('The fixture lost its first person');
    const week = {
      ...anna.weeks[0],
      minutes: 1065,
      parts: anna.weeks[0].parts.map((part, index) => (index === 0 ? { ...part, minutes: 300 } : part)),
    };
    test.stub.figures = { ...figures, load: [{ ...anna, weeks: [week, ...anna.weeks.slice(1)] }, ...others] };
    await view.locator('[data-person="4616001"][data-week="2026-11-23"][data-value="1065"]').waitFor({ timeout: 5_000 });
  });

  it('says that a plan is missing instead of showing a zero', async () => {
    const view = await test.openLoaded();
    await section(view, 'kpi');
    expect(await view.locator('[data-of="4616007"][data-figure="plan"]').textContent()).toBe('no plan typed');
    expect(await view.locator('[data-of="4616007"][data-figure="attainment"]').count()).toBe(0);
    expect(await view.locator('[data-of="4616001"][data-figure="fact"]').textContent()).toBe('€64,500');
    expect(await view.locator('[data-of="4616001"][data-figure="attainment"]').textContent()).toBe('108%');
    expect(await view.locator('[data-of="4616002"][data-figure="fact"]').getAttribute('data-value')).toBe('2871300.55');
    // 0.53172 of the plan at a pace of 0.8862 stands at 60 %.
    expect(await view.locator('[data-of="4616002"][data-figure="pace"]').textContent()).toBe('behind pace · expected by now: 60%');
    expect(await view.locator('[data-of="4616001"][data-figure="pace"]').textContent()).toBe('on pace · expected by now: 60%');
    expect(await view.locator('[data-of="4616002"][data-figure="left-out"]').textContent()).toBe(
      'without Hafenstadt: $900.50: no rate typed',
    );
  });

  it('ranks who takes the next client, and asks anew for another tier', async () => {
    const view = await test.openLoaded();
    await section(view, 'next');
    await view.locator('[data-candidate]').first().waitFor();
    const ranked = await view
      .locator('[data-candidate]')
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.candidate));
    expect(ranked).toEqual(nextClient.candidates.map(({ person }) => person));
    expect(await view.locator('[data-candidate="4616003"] [data-figure="peak"]').textContent()).toBe('81%');
    test.stub.next = { ...nextClient, nobodyHasRoom: true, candidates: nextClient.candidates.slice(1) };
    await view.getByLabel('Tier').selectOption('B');
    await view.locator('[data-state="nobody"]').waitFor();
    expect(await view.locator('[data-candidate]').count()).toBe(2);
  });
});

describe('actions', () => {
  it('keeps a side of a conflict, undoes a run, approves a plan, retries a finding', async () => {
    const view = await test.openLoaded();
    await section(view, 'sync');
    await view.getByRole('button', { name: /^Keep Google Sheets: 13000 EUR/ }).click();
    await view.getByText('Kept. The other side follows.').waitFor();
    await view.getByTestId('undo-r-9').click();
    await view.getByText('Undone. Both sides are being put back.').waitFor();
    await view.getByRole('button', { name: 'Approve' }).click();
    await view.getByText('Approved. It is being written.').waitFor();
    await view.getByRole('button', { name: 'Read again' }).click();
    await view.getByText('It will be read again.').waitFor();
    expect(test.stub.posted).toEqual([
      { path: '/conflicts/c-1', body: { take: 'right' } },
      { path: '/undo', body: { run: 'r-9' } },
      { path: '/pairs/p-clients/plan/approve', body: { planId: 'plan-1' } },
      { path: '/findings/f-1', body: { action: 'retry' } },
    ]);
    const heard = await test.page.evaluate(() => (window as unknown as { monday: { heard: { args: { type: string } }[] } }).monday.heard);
    expect(heard.filter(({ args }) => args.type === 'valueCreatedForUser')).toHaveLength(4);
  });

  it('shows what people typed as text, whatever it looks like', async () => {
    const view = await test.openLoaded();
    await section(view, 'sync');
    await view.getByText('<img src=x onerror=alert(1)> =SUM(A1)').waitFor();
    expect(await view.locator('img').count()).toBe(0);
  });

  it('counts what waits for a person on the tab', async () => {
    const view = await test.openLoaded();
    // One conflict, one finding, two held steps.
    await view.locator('[data-figure="open"][data-value="4"]').waitFor();
  });

  it('opens an item in monday', async () => {
    const view = await test.openLoaded();
    await view.locator('[data-person-open="4616001"]').click();
    await view.getByRole('button', { name: 'Nordlicht Energie' }).click();
    await test.page.waitForFunction(() => {
      const { heard } = (window as unknown as { monday: { heard: { args: { type: string; params?: { itemId?: number } } }[] } }).monday;
      return heard.some(({ args }) => args.type === 'openItemCard' && args.params?.itemId === 8400000010);
    });
  });
});
