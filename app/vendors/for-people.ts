import { asUrgent } from '../../platform/limits/urgency.ts';

/** A person waits for what `work` does: its calls to vendors go before all others. */
export const forPerson = <T>(work: () => T): T => asUrgent('person', work);
