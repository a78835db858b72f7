/**
 * The preset of an agency's commercial department: believable before anyone has set anything. Each number can be changed
 * (`withOverrides`). Labels stand in English and, where boards are often kept in it, in Russian.
 */
import type { ClientRole } from './records.ts';
import type { StageSettings, StandingMinutes, TeamSettings, TemplateTask } from './settings.ts';

/** Hours a week on a running client, by tier and role. */
const RUNNING: Readonly<Record<string, Readonly<Record<ClientRole, number>>>> = {
  a: { sales: 0.25, bizdev: 0.5, manager: 4, support: 2 },
  b: { sales: 0.25, bizdev: 0.25, manager: 2, support: 1 },
  c: { sales: 0, bizdev: 0.25, manager: 1, support: 0.5 },
};

/** Hours a week on a client that isn't signed yet: sales and business development carry it. */
const COURTED: typeof RUNNING = {
  a: { sales: 4, bizdev: 3, manager: 1, support: 0 },
  b: { sales: 2, bizdev: 1.5, manager: 0.5, support: 0 },
  c: { sales: 1, bizdev: 0.5, manager: 0, support: 0 },
};

const ONBOARDING_TASKS: readonly TemplateTask[] = [
  { name: 'Kick-off call', kind: 'meeting', role: 'manager', effortMinutes: 120, startDay: 0, dueDay: 4 },
  { name: 'Access and tracking', kind: 'setup', role: 'support', effortMinutes: 240, startDay: 0, dueDay: 9 },
  { name: 'Media plan', kind: 'plan', role: 'manager', effortMinutes: 480, startDay: 3, dueDay: 13 },
  { name: 'Handover from sales', kind: 'meeting', role: 'sales', effortMinutes: 60, startDay: 0, dueDay: 4 },
];

const LAUNCH_TASKS: readonly TemplateTask[] = [
  { name: 'First campaign', kind: 'campaign', role: 'manager', effortMinutes: 480, startDay: 0, dueDay: 13 },
  { name: 'Campaign setup', kind: 'setup', role: 'support', effortMinutes: 360, startDay: 0, dueDay: 11 },
];

const WAITING = ['waiting', 'waiting for client', 'on hold', 'blocked', 'paused', 'ждём', 'ждём клиента', 'на паузе'];
const DONE = ['done', 'closed', 'cancelled', 'canceled', 'готово', 'сделано', 'закрыто', 'отменено'];

/** Defaults for an agency of 15 to 100 people. */
export const AGENCY: TeamSettings = {
  workdays: [1, 2, 3, 4, 5],
  country: 'DE',
  availabilityPercent: 80,
  ramp: [
    { day: 30, percent: 50 },
    { day: 60, percent: 75 },
  ],
  gradeRamp: {
    intern: [
      { day: 30, percent: 25 },
      { day: 60, percent: 50 },
      { day: 90, percent: 75 },
    ],
  },
  bands: { room: 70, healthy: 95, tight: 110 },
  staleAfterDays: 14,
  leadMinutesPerReport: 120,
  statuses: { waiting: WAITING, done: DONE },
  kindMinutes: {
    call: 30,
    meeting: 60,
    report: 120,
    brief: 120,
    plan: 240,
    setup: 180,
    creative: 300,
    campaign: 480,
    audit: 360,
    internal: 120,
  },
  otherKindMinutes: 120,
  stages: {
    lead: tentative(10),
    negotiation: tentative(30),
    proposal: tentative(50),
    contract: tentative(80),
    onboarding: signed(1.5, ONBOARDING_TASKS),
    launch: signed(1.25, LAUNCH_TASKS),
    running: signed(1),
    active: signed(1),
    growth: signed(1.25),
    paused: ended(),
    lost: ended(),
    churned: ended(),
  },
  tierGrades: { a: ['senior', 'lead', 'head'], b: ['middle', 'senior', 'lead', 'head'], c: ['junior', 'middle', 'senior', 'lead', 'head'] },
  roleHolders: {
    sales: ['sales', 'sales manager', 'продажи', 'менеджер по продажам'],
    bizdev: ['bizdev', 'business developer', 'business development', 'развитие бизнеса'],
    manager: ['manager', 'account manager', 'аккаунт-менеджер', 'менеджер'],
    support: ['support', 'account support', 'поддержка', 'ассистент'],
  },
  peakTiePoints: 5,
  windowWeeks: 4,
};

function tentative(probabilityPercent: number): StageSettings {
  return { probabilityPercent, ended: false, standing: minutes(COURTED, 1), templates: [] };
}

function signed(factor: number, templates: readonly TemplateTask[] = []): StageSettings {
  return { probabilityPercent: 100, ended: false, standing: minutes(RUNNING, factor), templates };
}

function ended(): StageSettings {
  return { probabilityPercent: 100, ended: true, standing: {}, templates: [] };
}

function minutes(hours: typeof RUNNING, factor: number): Readonly<Record<string, StandingMinutes>> {
  const tiers = Object.entries(hours).map(([tier, roles]) => {
    const inMinutes = Object.entries(roles).map(([role, value]) => [role, Math.round(value * 60 * factor)]);
    return [tier, Object.fromEntries(inMinutes)];
  });
  return Object.fromEntries(tiers);
}
