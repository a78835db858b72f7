import { describe, expect, it } from 'vitest';
import { AGENCY } from '../../../core/team/agency.ts';
import { holidaysOf } from '../../../core/team/holidays.ts';
import { byLabel, withOverrides } from '../../../core/team/settings.ts';

describe('the agency preset', () => {
  it('has hours for every stage in which clients take work, in each tier and role', () => {
    for (const [name, stage] of Object.entries(AGENCY.stages)) {
      if (stage.ended) continue;
      for (const tier of ['a', 'b', 'c'])
        expect(Object.keys(stage.standing[tier] ?? {}).sort(), `${name} ${tier}`).toEqual(['bizdev', 'manager', 'sales', 'support']);
    }
  });

  it('keeps its numbers whole, its ramps rising and its templates in order', () => {
    for (const stage of Object.values(AGENCY.stages)) {
      for (const roles of Object.values(stage.standing))
        for (const minutes of Object.values(roles)) expect(Number.isInteger(minutes)).toBe(true);
      for (const { startDay, dueDay } of stage.templates) expect(dueDay).toBeGreaterThanOrEqual(startDay);
    }
    for (const ramp of [AGENCY.ramp, ...Object.values(AGENCY.gradeRamp)]) {
      expect(ramp.map((step) => step.day)).toEqual(ramp.map((step) => step.day).sort((a, b) => a - b));
    }
  });
});

describe('overrides', () => {
  const own = withOverrides(AGENCY, {
    availabilityPercent: 75,
    bands: { room: 60 },
    kindMinutes: { Webinar: 400 },
    stages: { Running: { standing: { A: { manager: 10 } } }, 'Stage of ours': { probabilityPercent: 40 } },
    tierGrades: { A: ['senior'] },
    statuses: { done: ['Shipped'] },
  });

  it('change one cell and leave its neighbours', () => {
    expect(own.availabilityPercent).toBe(75);
    expect(own.bands).toEqual({ ...AGENCY.bands, room: 60 });
    expect(own.stages.running?.standing.a).toEqual({ ...AGENCY.stages.running?.standing.a, manager: 10 });
    expect(own.stages.running?.standing.b).toEqual(AGENCY.stages.running?.standing.b);
    expect(own.kindMinutes.report).toBe(AGENCY.kindMinutes.report);
    expect(own.tierGrades.b).toEqual(AGENCY.tierGrades.b);
  });

  it('replace lists whole and take labels in any case', () => {
    expect(own.statuses).toEqual({ waiting: AGENCY.statuses.waiting, done: ['Shipped'] });
    expect(byLabel(own.kindMinutes, ' WEBINAR ')).toBe(400);
    expect(byLabel(own.tierGrades, 'a')).toEqual(['senior']);
    expect(byLabel(own.stages, 'stage of OURS')).toEqual({ probabilityPercent: 40, ended: false, standing: {}, templates: [] });
  });

  it('leave the preset as it was', () => {
    expect(AGENCY.bands.room).toBe(70);
    expect(AGENCY.stages.running?.standing.a?.manager).toBe(240);
  });

  it('know no label that every object has', () => {
    expect(byLabel(own.kindMinutes, 'constructor')).toBeNull();
    expect(byLabel(own.stages, '__proto__')).toBeNull();
  });
});

describe('holidays', () => {
  it('are the public ones of a country or region, as dates, of all years asked', () => {
    const { DE = [], 'DE-BY': bavaria = [] } = holidaysOf(['DE', 'DE-BY'], 2026, 2027);
    for (const day of ['2026-01-01', '2026-04-03', '2026-10-03', '2026-12-25', '2027-01-01']) expect(DE).toContain(day);
    expect(DE).not.toContain('2026-01-06');
    expect(bavaria).toContain('2026-01-06');
    expect(DE).toEqual([...DE].sort());
  });

  it('of several days are each day of them', () => {
    const { RU = [] } = holidaysOf(['RU'], 2026, 2026);
    for (const day of ['2026-01-01', '2026-01-02', '2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08']) expect(RU).toContain(day);
    expect(RU).not.toContain('2026-01-12');
  });

  it('of a code that the calendar doesn’t know are none', () => {
    expect(holidaysOf(['XX', 'not a country'], 2026, 2026)).toEqual({ XX: [], 'not a country': [] });
  });
});
