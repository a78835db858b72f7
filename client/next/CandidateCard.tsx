import { useTranslation } from 'react-i18next';
import type { NextClient } from '../../core/protocol/api.ts';
import { useView } from '../data/view-context.ts';
import { percentText } from '../format/percent.ts';
import { Figure } from '../frame/Figure.tsx';
import { Curve } from './Curve.tsx';

interface CandidateProps {
  readonly candidate: NextClient['candidates'][number];
  /** 0 is the first. */
  readonly place: number;
  readonly best: boolean;
}

/** One who may take the client: how full it would make them, why they stand where they stand, and the what-if curve. */
export function CandidateCard({ candidate, place, best }: CandidateProps) {
  const { t } = useTranslation();
  const { locale } = useView();
  return (
    <li className={best ? 'ek-candidate ek-best' : 'ek-candidate'} data-candidate={candidate.person} data-place={place + 1}>
      <div className="ek-candidate-who">
        <span className="ek-place" aria-hidden="true">
          {place + 1}
        </span>
        <div>
          <h3>{candidate.name}</h3>
          {best ? <span className="ek-badge">{t('next.first')}</span> : null}
          <ul className="ek-reasons">
            {candidate.reasons.map((reason) => (
              <li key={`${reason.code} ${reason.text}`} data-reason={reason.code}>
                {reason.text}
              </li>
            ))}
          </ul>
        </div>
      </div>
      <Curve candidate={candidate} />
      <div className="ek-peak">
        <span className="ek-quiet ek-small">{t('next.peak')}</span>
        <Figure of={candidate.person} figure="peak" value={candidate.peak} className="ek-big">
          {candidate.peak === null ? t('load.noCapacity') : percentText(candidate.peak, locale)}
        </Figure>
      </div>
    </li>
  );
}
