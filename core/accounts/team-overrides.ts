/** An account's own numbers for load and next client, as they are stored and checked. */
import { z } from 'zod';
import type { TeamOverrides } from '../team/settings.ts';

const minutes = z.number().int().nonnegative();
const percent = z.number().int().min(0).max(1000);
const day = z.number().int();
const weekday = z.number().int().min(1).max(7);
const labels = z.array(z.string());
const role = z.enum(['sales', 'bizdev', 'manager', 'support']);

const ramp = z.array(z.object({ day, percent }));
const template = z.object({ name: z.string(), kind: z.string(), role, effortMinutes: minutes, startDay: day, dueDay: day });
const standing = z.partialRecord(role, minutes);
const stage = z.object({
  probabilityPercent: z.number().int().min(0).max(100).exactOptional(),
  ended: z.boolean().exactOptional(),
  standing: z.record(z.string(), standing).exactOptional(),
  templates: z.array(template).exactOptional(),
});

export const teamOverrides = z.object({
  workdays: z.array(weekday).exactOptional(),
  country: z.string().exactOptional(),
  availabilityPercent: percent.exactOptional(),
  ramp: ramp.exactOptional(),
  gradeRamp: z.record(z.string(), ramp).exactOptional(),
  bands: z.object({ room: percent.exactOptional(), healthy: percent.exactOptional(), tight: percent.exactOptional() }).exactOptional(),
  staleAfterDays: z.number().int().nonnegative().exactOptional(),
  leadMinutesPerReport: minutes.exactOptional(),
  statuses: z.object({ waiting: labels.exactOptional(), done: labels.exactOptional() }).exactOptional(),
  kindMinutes: z.record(z.string(), minutes).exactOptional(),
  otherKindMinutes: minutes.exactOptional(),
  stages: z.record(z.string(), stage).exactOptional(),
  tierGrades: z.record(z.string(), labels).exactOptional(),
  roleHolders: z.partialRecord(role, labels).exactOptional(),
  peakTiePoints: z.number().nonnegative().exactOptional(),
  windowWeeks: z.number().int().min(1).max(26).exactOptional(),
}) satisfies z.ZodType<TeamOverrides>;
