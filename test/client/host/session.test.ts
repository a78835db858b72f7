import { describe, expect, it } from 'vitest';
import { createSession } from '../../../client/host/session.ts';

function asking(answers: (string | Error)[]) {
  const asked: number[] = [];
  const ask = async () => {
    const answer = answers[asked.push(asked.length) - 1];
    if (answer === undefined) throw new Error('asked too often');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask, asked };
}

describe('createSession', () => {
  it('asks once for all calls', async () => {
    const { ask, asked } = asking(['one']);
    const session = createSession(ask);
    expect(await Promise.all([session.token(), session.token()])).toEqual(['one', 'one']);
    expect(await session.token()).toBe('one');
    expect(asked).toHaveLength(1);
  });

  it('asks anew once when many calls are refused with the same token', async () => {
    const { ask, asked } = asking(['one', 'two']);
    const session = createSession(ask);
    await session.token();
    session.refuse('one');
    const next = session.token();
    await next;
    session.refuse('one');
    expect(await session.token()).toBe('two');
    expect(asked).toHaveLength(2);
  });

  it('asks again after a question that failed', async () => {
    const { ask } = asking([new Error('no answer'), 'one']);
    const session = createSession(ask);
    await expect(session.token()).rejects.toThrow('no answer');
    expect(await session.token()).toBe('one');
  });
});
