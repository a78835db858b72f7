/** A person who may take the client, with what would become of their weeks and why they stand where they stand. */
import type { IsoDate } from '../../values/dates.ts';
import type { Band } from '../report.ts';

/** What the client would bring into a week. */
export type AddedPart = { kind: 'standing' | 'template'; name: string; minutes: number };

export type CurveWeek = {
  start: IsoDate;
  capacityMinutes: number;
  /** Load as it stands. */
  before: number;
  /** What the client brings, and its parts. */
  added: number;
  parts: AddedPart[];
  after: number;
  /** Of capacity, four decimals; null without capacity. */
  shareBefore: number | null;
  shareAfter: number | null;
  band: Band;
};

/** Wanted skills the person has and hasn't. */
export type SkillReason = { code: 'skills'; matched: string[]; missing: string[] };

/** Codes with their data; words are made at the edge. */
export type Reason =
  | { code: 'peak'; share: number | null; week: IsoDate; band: Band }
  | { code: 'equalPeaks'; people: number; points: number }
  | SkillReason
  | { code: 'presentLoad'; share: number | null }
  | { code: 'clients'; count: number }
  | { code: 'noCapacity'; weeks: IsoDate[] }
  | { code: 'tentative'; minutes: number };

export type Candidate = {
  person: string;
  name: string;
  /** Highest load of the window with the client, as a share of capacity (four decimals); null when there is work in a week without capacity. */
  peak: number | null;
  band: Band;
  reasons: Reason[];
  curve: CurveWeek[];
};

/** A candidate with what it is ordered by: loads in hundredths of a point, infinite without capacity. */
export type Weighed = { candidate: Candidate; peak: number; skills: number; present: number; clients: number };
