import { expect, test } from 'vitest';
import { createCallGate } from '../../app/vendors/call-gate.ts';

test('[L1] a call asks what its own work is under, also when others work at the same time; what is under nothing may go', async () => {
  const gate = createCallGate();
  const asked: string[] = [];
  const under = (name: string, work: () => Promise<void>): Promise<void> =>
    gate.run(async () => {
      asked.push(name);
    }, work);
  let go = (): void => undefined;
  const meanwhile = new Promise<void>((done) => {
    go = done;
  });
  const slow = under('one', async () => {
    await meanwhile;
    await gate.pass();
  });
  await under('two', () => gate.pass());
  await gate.pass();
  go();
  await slow;
  expect(asked).toEqual(['two', 'one']);
});

test('[L1] a call whose lease is gone isn’t sent', async () => {
  const gate = createCallGate();
  const gone = async (): Promise<void> => {
    throw new Error('gone');
  };
  await expect(gate.run(gone, () => gate.pass())).rejects.toThrow('gone');
});
