/** Who should take the next client, from mirrors: 0 vendor calls. */
import type { NextClient } from '../../core/protocol/api.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { nextClient, StartTooFar } from '../../core/team/next-client.ts';
import { byLabel } from '../../core/team/settings.ts';
import { reasonWords } from '../../core/words/reasons.ts';
import type { Language } from '../../core/words/words.ts';
import type { App } from '../app.ts';
import type { AccountFacts } from '../computed/facts.ts';
import { accountFacts, momentOf } from '../computed/facts.ts';
import { loadOf } from '../computed/load.ts';
import { Problem } from '../problems.ts';

export interface NextClientAsk {
  readonly tier?: string | undefined;
  readonly stage?: string | undefined;
  /** First day of the work; today unless told. */
  readonly start?: string | undefined;
}

/**
 * Candidates in order. Without a tier or a stage, those of the board's first tier and of the first stage that brings
 * tasks. @throws Problem `start-too-far`, `unknown-choice`
 */
export async function whoIsNext(
  app: Pick<App, 'db' | 'clock'>,
  account: AccountId,
  ask: NextClientAsk,
  language: Language = 'en',
): Promise<NextClient> {
  const facts = await accountFacts(app, account);
  if (facts === null) return { asOf: momentOf(app), nobodyHasRoom: true, candidates: [] };
  const { asOf, people, clients, tasks, settings, holidays } = facts;
  const asked = {
    tier: chosen('tier', ask.tier, facts.choices.tiers) ?? facts.choices.tiers[0] ?? '',
    stage: chosen('stage', ask.stage, facts.choices.stages, Object.keys(settings.stages)) ?? usualStage(facts),
    start: ask.start ?? asOf,
  };
  const answer = answered(() => nextClient({ asOf, people, clients, tasks, settings, holidays }, asked, loadOf(facts)));
  return {
    asOf: momentOf(app),
    nobodyHasRoom: answer.nobodyHasRoom,
    candidates: answer.candidates.map(({ person, name, peak, reasons, curve }) => ({
      person,
      name,
      peak,
      reasons: reasons.map((reason) => ({ code: reason.code, text: reasonWords(reason, language) })),
      curve: curve.map(({ start, shareBefore, shareAfter }) => ({ start, before: shareBefore, after: shareAfter })),
    })),
  };
}

/** As the board spells it, or the rules (`also`); null when nothing was asked for. Hours for a label that no client can have would mean nothing. */
function chosen(
  field: 'tier' | 'stage',
  wanted: string | undefined,
  labels: readonly string[],
  also: readonly string[] = [],
): string | null {
  if (wanted === undefined || wanted.trim() === '') return null;
  const found = [...labels, ...also].find((label) => label.toLowerCase() === wanted.trim().toLowerCase());
  if (found === undefined && labels.length > 0) throw new Problem('unknown-choice', 422, { field, wanted, has: labels.join(', ') }, field);
  return found ?? wanted;
}

function answered<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StartTooFar) throw new Problem('start-too-far', 422, { start: error.start, latest: error.latest }, 'start');
    throw error;
  }
}

/** The first stage, in the board's order, that is signed, goes on and brings tasks; else the first signed one. */
function usualStage({ choices, settings }: AccountFacts): string {
  const signed = choices.stages.filter((stage) => {
    const known = byLabel(settings.stages, stage);
    return known !== null && !known.ended && known.probabilityPercent === 100;
  });
  return signed.find((stage) => (byLabel(settings.stages, stage)?.templates.length ?? 0) > 0) ?? signed[0] ?? '';
}
