import { describe, expect, it } from 'vitest';
import { answerText } from '../../shared/checks/answer-text.ts';
import { problemOf } from '../../shared/checks/problem.ts';
import { dryRunBatch, type Item, outcomes, planBatch, withFailures } from '../../shared/intake/batch.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { anActivity, somebody } from '../support/register.ts';

const project = {
  code: 'GLACY+',
  names: { en: 'GLACY+', fr: 'GLACY+' },
  aliases: [],
  versions: [{ validFrom: '2016-03', start: '2016-03', funding: [], source: 'a report' }],
  countries: [],
};
function portsInMemory() {
  const rows = noRows();
  rows.projects.set(project.code, { revision: 1, held: project });
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  return {
    ...storesOn(rows, [somebody], startTime()),
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
const asSent = (told: object): unknown => JSON.parse(answerText(told, 'en'));
const of = ({ outcomes: all }: { outcomes: object[] }, name: string) =>
  all.map((each) => (each as Record<string, unknown>)[name]);

describe('the outcomes of a batch', () => {
  it('have one shape, whether their item was taken or refused', async () => {
    const { told } = await planBatch(portsInMemory())(somebody, items);
    expect(outcomes.safeParse(asSent(told)).error).toBeUndefined();
    expect(of(told, 'status')).toEqual([202, 422, 422, 422, 413, 400]);
    expect(of(told, 'activity')).toEqual(['good', 'wrong', undefined, undefined, 'large', undefined]);
    expect(of(told, 'findings').every(Array.isArray)).toBe(true);
    expect(told.outcomes[1]?.findings).toMatchObject([{ severity: 'error', pointer: '/mode' }]);
    expect(told.outcomes[1]?.problem).toEqual(
      problemOf('refused', 'The activity has errors; each is a finding.'),
    );
  });

  it('have the same shape where nothing is stored', async () => {
    const told = await dryRunBatch(portsInMemory())(somebody, items);
    expect(outcomes.safeParse(asSent(told)).error).toBeUndefined();
    expect(of(told, 'status')).toEqual([200, 422, 422, 422, 413, 400]);
    expect(of(told, 'activity').slice(0, 2)).toEqual(['good', 'wrong']);
  });

  it('say of every item that the queue refused that it was not taken, and of no other', async () => {
    const many = ['a', 'b', 'c', 'd'].map((reference): Item => ({ value: anActivity({ reference }) }));
    const { told } = await planBatch(portsInMemory())(somebody, many);
    const ids = told.outcomes.map(({ submission = '' }) => submission);
    const failed = withFailures(told, [ids[1] ?? '', ids[3] ?? '']);
    expect(outcomes.safeParse(asSent(failed)).error).toBeUndefined();
    expect(of(failed, 'status')).toEqual([202, 503, 202, 503]);
    expect(of(failed, 'submission')).toEqual([ids[0], undefined, ids[2], undefined]);
    expect(failed.outcomes[3]).toMatchObject({ activity: 'd', problem: { code: 'unavailable' } });
  });
});
