import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bury, record } from '../../shared/recording/record.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { Crash, crashingAt } from '../support/faults.ts';
import { anActivity, glacy, type Register, somebody, startRegister } from '../support/register.ts';

let register: Register;
beforeAll(async () => {
  register = await startRegister();
  await register.putProject('GLACY+', glacy);
});
afterAll(() => register.stop());

async function accepted(changes: Record<string, unknown>): Promise<Submission> {
  await register.submit(somebody, anActivity(changes));
  const submission = register.queued.pop();
  if (submission === undefined) throw new Error('nothing was queued');
  return submission;
}
const figures = async () => {
  await register.publish();
  return (await register.read('metrics', 'metrics.json')).allTime;
};

describe('a recorder that dies', () => {
  it.each(['before', 'after'] as const)(
    'at any call (%s it) leaves a message that, delivered again, is counted once',
    async (when) => {
      let [nth, finished] = [0, false];
      const before = await figures();
      while (!finished) {
        nth += 1;
        const reference = `${when}-${nth}`;
        const [first, second] = [
          await accepted({ reference }),
          await accepted({ reference, start: '2020-08', units: 2 }),
        ];
        await register.record(first);
        const { ports, calls } = crashingAt(register.ports, nth, when);
        const died = await record(ports)(second).then(
          () => false,
          (thrown: unknown) => thrown instanceof Crash,
        );
        finished = calls.length < nth;
        expect(died).toBe(!finished);
        if (nth === 3) await figures();
        expect(await register.record(second)).toBe('applied');
        await register.record(first);
      }
      const after = await figures();
      expect(after.activities.value).toBe(before.activities.value + nth);
      expect(after.units.value).toBe(before.units.value + 2 * nth);
      expect(nth).toBeGreaterThan(5);
    },
  );
});

describe('burying a message', () => {
  const burying = (changes = {}) => bury({ ...register.ports, ...changes });

  it('records it if what was down is up again', async () => {
    const submission = await accepted({ reference: 'late' });
    expect(await burying()({ id: randomUUID(), body: JSON.stringify(submission), received: 1 })).toBe(
      'recorded',
    );
    expect((await register.ports.activities.get('somebody', 'late'))?.revision).toBe(1);
  });

  it('keeps one that cannot be read as it is, with the reason', async () => {
    const id = randomUUID();
    expect(await burying()({ id, body: '{"reference":', received: 1 })).toBe('buried');
    expect(await register.ports.deadLetters.get(id)).toMatchObject({
      body: '{"reference":',
      reason: expect.stringContaining('SyntaxError'),
    });
  });

  it('keeps one that fails to be recorded under the id of its submission', async () => {
    const submission = await accepted({ reference: 'impossible' });
    const activities = {
      ...register.ports.activities,
      apply: () => Promise.reject(new TypeError('impossible')),
    };
    const message = { id: randomUUID(), body: JSON.stringify(submission), received: 1 };
    expect(await burying({ activities })(message)).toBe('buried');
    expect(await register.ports.deadLetters.get(submission.id)).toMatchObject({
      reason: 'TypeError: impossible',
    });
  });
});
