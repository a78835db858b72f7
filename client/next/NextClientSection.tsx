import { AttentionBox } from '@vibe/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Figures } from '../../core/protocol/api.ts';
import { type NextClientQuestion, useNextClient } from '../data/queries.ts';
import { useView } from '../data/view-context.ts';
import { nextMonday } from '../format/dates.ts';
import { Empty, Failed, Loading } from '../frame/States.tsx';
import { CandidateCard } from './CandidateCard.tsx';

/** What an agency is asked for when its boards haven't said yet. */
const USUAL = { tiers: ['A', 'B', 'C'], stages: ['Onboarding', 'Launch', 'Running'] };

/** Choose a client-to-be, see who should take it, and why. */
export function NextClientSection({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const { locale } = useView();
  const choices = figures.choices ?? USUAL;
  const [question, setQuestion] = useState<NextClientQuestion>(() => ({
    tier: choices.tiers[0] ?? '',
    stage: choices.stages.find((stage) => /onboard|онборд|launch|запуск/i.test(stage)) ?? choices.stages[0] ?? '',
    start: nextMonday(figures.load[0]?.weeks[0]?.start ?? figures.asOf),
  }));
  const answer = useNextClient(question);
  return (
    <>
      <form className="ek-bar" onSubmit={(event) => event.preventDefault()}>
        <Choice
          name={t('next.tier')}
          options={choices.tiers}
          value={question.tier}
          onChange={(tier) => setQuestion({ ...question, tier })}
        />
        <Choice
          name={t('next.stage')}
          options={choices.stages}
          value={question.stage}
          onChange={(stage) => setQuestion({ ...question, stage })}
        />
        <label className="ek-field">
          {t('next.start')}
          <input
            type="date"
            lang={locale}
            value={question.start}
            required
            onChange={(event) => setQuestion({ ...question, start: event.target.value })}
          />
        </label>
      </form>
      <Answer answer={answer} />
    </>
  );
}

function Choice({
  name,
  options,
  value,
  onChange,
}: {
  name: string;
  options: readonly string[];
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <label className="ek-field" htmlFor={id}>
      {name}
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

function Answer({ answer }: { readonly answer: ReturnType<typeof useNextClient> }) {
  const { t } = useTranslation();
  const { data, error, isPlaceholderData } = answer;
  if (error !== null && (data === undefined || isPlaceholderData)) return <Failed error={error} retry={() => void answer.refetch()} />;
  if (data === undefined) return <Loading lines={4} />;
  if (data.candidates.length === 0) return <Empty title={t('next.empty')} hint={t('next.emptyHint')} />;
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'ek-fading' : undefined}>
      {data.nobodyHasRoom ? (
        <div data-state="nobody">
          <AttentionBox type="warning" title={t('next.nobody')} text={t('next.nobodyHint')} animate={false} />
        </div>
      ) : null}
      <p className="ek-quiet ek-legend">
        <span className="ek-key ek-key-before" aria-hidden="true" /> {t('next.before')}
        <span className="ek-key ek-key-after" aria-hidden="true" /> {t('next.after')}
        <span className="ek-hint">{t('next.peakHint')}</span>
      </p>
      <ol className="ek-candidates">
        {data.candidates.map((candidate, place) => (
          <CandidateCard key={candidate.person} candidate={candidate} place={place} best={place === 0 && !data.nobodyHasRoom} />
        ))}
      </ol>
    </div>
  );
}
