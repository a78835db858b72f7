import { SetupError } from '../app/local.ts';

/** Runs a command and ends the process. What it answers, or a `SetupError`, is one line for the operator and exit code 1. */
export async function run(command: () => Promise<string | null>): Promise<never> {
  const problem = await command().catch((error: unknown) => {
    if (error instanceof SetupError) return error.message;
    throw error;
  });
  if (problem !== null) console.error(problem);
  process.exit(problem === null ? 0 : 1);
}
