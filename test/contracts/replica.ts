/** What every `Container` promises (`core/sync/ports.ts`), held against each of them: models, boards, spreadsheets and page sets alike. */
import { feedContract } from './replica/feed.ts';
import { lostAnswersContract } from './replica/lost-answers.ts';
import { readingContract } from './replica/reading.ts';
import type { ReplicaHouse } from './replica/replica-house.ts';
import { writingContract } from './replica/writing.ts';

/** `heard`: whether the implementation comes with a feed of changes. */
export function replicaContract(make: () => Promise<ReplicaHouse>, heard: boolean): void {
  readingContract(make);
  writingContract(make);
  lostAnswersContract(make);
  if (heard) feedContract(make);
}
