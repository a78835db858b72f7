/**
 * Property tests draw the same cases each time, so that a red run is a change of ours and not of chance. To look for new
 * ones: `PROPERTY_SEED=$RANDOM npx vitest run …`; a seed that fails becomes a test of its own.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_123) });
