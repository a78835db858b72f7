/**
 * An obstacle that a person has to remove before the program can run: a taken port, a wrong variable, a folder that
 * can't be written. The message is one line: what is wrong and what to do. Entry points print it without a stack.
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message.replace(/\s*\n\s*/g, ' '), options);
  }
}
