/**
 * Every number that load and next client rest on, as one plain value that an account can change on one page.
 * Keys of the records are labels (`label()`); minutes and percents are whole numbers.
 */
import type { ClientRole } from './records.ts';
import { label } from './records.ts';

/** A task that a client entering a stage brings to the holder of a role; days count from the client's start date. */
export type TemplateTask = { name: string; kind: string; role: ClientRole; effortMinutes: number; startDay: number; dueDay: number };

/** Minutes a week for each role on a client. */
export type StandingMinutes = Partial<Record<ClientRole, number>>;

export type StageSettings = {
  /** 100: signed. Less: tentative, its hours count at this share and stand apart. */
  probabilityPercent: number;
  /** True for stages in which a client takes no more work (paused, lost). */
  ended: boolean;
  /** By tier. Standing minutes are what never becomes a task (calls, mail, reports): so no effort counts twice. */
  standing: Readonly<Record<string, StandingMinutes>>;
  templates: readonly TemplateTask[];
};

/** From a person's first day: before `day` days have passed they count with `percent`. Steps in rising order of `day`. */
export type RampStep = { day: number; percent: number };

export type TeamSettings = {
  /** Working weekdays, 1 Monday … 7 Sunday. */
  workdays: readonly number[];
  country: string;
  availabilityPercent: number;
  ramp: readonly RampStep[];
  /** Grades with a ramp of their own (interns). */
  gradeRamp: Readonly<Record<string, readonly RampStep[]>>;
  /** Load in percent of capacity: under `room` has room, to `healthy`, to `tight`, above overloaded. */
  bands: { room: number; healthy: number; tight: number };
  /** A task overdue by more days than this is stale. */
  staleAfterDays: number;
  leadMinutesPerReport: number;
  /** Statuses; one that is in neither list is open. */
  statuses: { waiting: readonly string[]; done: readonly string[] };
  /** Effort assumed for a task without an estimate, by kind. */
  kindMinutes: Readonly<Record<string, number>>;
  /** The same for a kind that isn't listed, or none. */
  otherKindMinutes: number;
  stages: Readonly<Record<string, StageSettings>>;
  /** Grades that may take a client of a tier; a tier that isn't listed is open to every grade. */
  tierGrades: Readonly<Record<string, readonly string[]>>;
  /** Roles of people who may hold a role on a client. */
  roleHolders: Readonly<Record<ClientRole, readonly string[]>>;
  /** Peaks no further apart than this, in points, rank as equal. */
  peakTiePoints: number;
  /** Length of next client's window. */
  windowWeeks: number;
};

/** What an account has set of its own. Stages and their standing minutes are laid over the preset's cell by cell, lists are replaced whole. */
export type TeamOverrides = Partial<Omit<TeamSettings, 'bands' | 'statuses' | 'stages' | 'roleHolders'>> & {
  bands?: Partial<TeamSettings['bands']>;
  statuses?: Partial<TeamSettings['statuses']>;
  stages?: Readonly<Record<string, Partial<StageSettings>>>;
  roleHolders?: Partial<TeamSettings['roleHolders']>;
};

/** The preset with an account's own numbers laid over it. Labels in any case; a stage unknown to the preset starts signed and without hours. */
export function withOverrides(preset: TeamSettings, own: TeamOverrides): TeamSettings {
  return {
    ...preset,
    ...own,
    bands: { ...preset.bands, ...own.bands },
    statuses: { ...preset.statuses, ...own.statuses },
    roleHolders: { ...preset.roleHolders, ...own.roleHolders },
    gradeRamp: { ...preset.gradeRamp, ...folded(own.gradeRamp ?? {}) },
    kindMinutes: { ...preset.kindMinutes, ...folded(own.kindMinutes ?? {}) },
    tierGrades: { ...preset.tierGrades, ...folded(own.tierGrades ?? {}) },
    stages: stagesWith(preset.stages, folded(own.stages ?? {})),
  };
}

/** What a by-label record says about a label, or null. */
export function byLabel<T>(record: Readonly<Record<string, T>>, text: string): T | null {
  const key = label(text);
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

const NEW_STAGE: StageSettings = { probabilityPercent: 100, ended: false, standing: {}, templates: [] };

function stagesWith(preset: TeamSettings['stages'], own: Readonly<Record<string, Partial<StageSettings>>>): TeamSettings['stages'] {
  const stages: Record<string, StageSettings> = { ...preset };
  for (const [name, change] of Object.entries(own)) {
    const before = byLabel(preset, name) ?? NEW_STAGE;
    const standing: Record<string, StandingMinutes> = { ...before.standing };
    for (const [tier, minutes] of Object.entries(change.standing ?? {})) standing[label(tier)] = { ...byLabel(standing, tier), ...minutes };
    stages[name] = { ...before, ...change, standing };
  }
  return stages;
}

function folded<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [label(key), value]));
}
