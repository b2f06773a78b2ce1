import { describe, expect, it } from 'vitest';
import { answerText } from '../../shared/checks/answer-text.ts';
import { problemOf } from '../../shared/checks/problem.ts';
import { dryRunBatch, type Item, outcomes, submitBatch } from '../../shared/intake/batch.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { handleOf } from '../../shared/words/submission-handle.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { anActivity, somebody } from '../support/register.ts';
import { requestOf } from '../support/use-cases.ts';

const project = {
  code: 'GLACY+',
  names: { en: 'GLACY+', fr: 'GLACY+' },
  aliases: [],
  versions: [{ validFrom: '2016-03', start: '2016-03', funding: [], source: 'a report' }],
  countries: [],
};

/** Ports on rows in memory, with a queue that notes what is `sent` and says that it does not have those of `refusing`. */
function portsInMemory(refusing: readonly string[] = []) {
  const sent: Submission[] = [];
  const rows = noRows();
  rows.projects.set(project.code, { revision: 1, held: project });
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  return {
    sent,
    ...storesOn(rows, [somebody], startTime()),
    queue: {
      send: async () => undefined,
      async sendAll(all: readonly Submission[]) {
        sent.push(...all);
        return all.flatMap(({ id, reference }) => (refusing.includes(reference) ? [id] : []));
      },
    },
    now: () => new Date('2026-11-20T12:00:00.000Z'),
    newId,
  };
}
const items: Item[] = [
  { value: anActivity({ reference: 'good' }) },
  { value: anActivity({ reference: 'wrong', mode: 'by phone' }) },
  { value: anActivity({ reference: 'a bad reference' }) },
  { value: null },
  { value: anActivity({ reference: 'large', description: { en: 'x'.repeat(300_000) } }) },
  { problem: problemOf('malformed-request', 'The body is not JSON.') },
];
const asSent = (answer: object): unknown => JSON.parse(answerText(answer, 'en'));
const of = ({ outcomes: all }: { outcomes: object[] }, name: string) =>
  all.map((each) => (each as Record<string, unknown>)[name]);

describe('the outcomes of a batch', () => {
  it('have one shape, whether their item was taken or refused', async () => {
    const { sent, ...ports } = portsInMemory();
    const { answer } = await submitBatch(ports)(requestOf(somebody), items);
    expect(outcomes.safeParse(asSent(answer)).error).toBeUndefined();
    expect(of(answer, 'status')).toEqual([202, 422, 422, 422, 413, 400]);
    expect(of(answer, 'activity')).toEqual(['good', 'wrong', undefined, undefined, 'large', undefined]);
    expect(of(answer, 'findings').every(Array.isArray)).toBe(true);
    expect(answer.outcomes[1]?.findings).toMatchObject([{ severity: 'error', pointer: '/mode' }]);
    expect(answer.outcomes[1]?.problem).toEqual(
      problemOf('refused', 'The activity has errors; each is a finding.'),
    );
    expect(sent.map(handleOf)).toEqual([answer.outcomes[0]?.submission]);
  });

  it('have the same shape where nothing is stored', async () => {
    const answer = await dryRunBatch(portsInMemory())(somebody, items);
    expect(outcomes.safeParse(asSent(answer)).error).toBeUndefined();
    expect(of(answer, 'status')).toEqual([200, 422, 422, 422, 413, 400]);
    expect(of(answer, 'activity').slice(0, 2)).toEqual(['good', 'wrong']);
  });

  it('say of every item that the queue refused that it was not taken, and of no other', async () => {
    const many = ['a', 'b', 'c', 'd'].map((reference): Item => ({ value: anActivity({ reference }) }));
    const { sent, ...ports } = portsInMemory(['b', 'd']);
    const { answer } = await submitBatch(ports)(requestOf(somebody), many);
    expect(outcomes.safeParse(asSent(answer)).error).toBeUndefined();
    expect(of(answer, 'status')).toEqual([202, 503, 202, 503]);
    const [first, , third] = sent.map(handleOf);
    expect(of(answer, 'submission')).toEqual([first, undefined, third, undefined]);
    expect(answer.outcomes[3]).toMatchObject({ activity: 'd', problem: { code: 'unavailable' } });
  });
});
