import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { crashingAt } from '../support/faults.ts';
import { bytesOf } from '../support/published.ts';
import { anActivity, glacy, period, type Register, somebody, startRegister } from '../support/register.ts';

let register: Register;
beforeEach(async () => {
  register = await startRegister();
  await register.putProject('GLACY+', glacy);
  await register.putPeriod('2020', period);
});
afterEach(() => register.stop());

async function post(changes: Record<string, unknown>) {
  await register.submit(somebody, anActivity(changes));
  await register.recordAll();
}

/** How often a run calls each method of its ports. */
async function callsOfARun() {
  const { ports, calls } = crashingAt(register.ports, 0, 'before');
  const { written } = await publish(ports)();
  const counts: Record<string, number> = {};
  for (const call of calls) counts[call] = (counts[call] ?? 0) + 1;
  return { written, counts };
}

describe('the cost of a run', () => {
  it('is that of the month that changed, and the same however many others there are', async () => {
    await post({ reference: 'A-1', start: '2021-05' });
    await register.publish();
    await post({ reference: 'A-1', start: '2021-05', units: 2 });
    const few = await callsOfARun();
    for (let year = 2010; year < 2020; year += 1) await post({ reference: `B-${year}`, start: `${year}-05` });
    await register.publish();
    await post({ reference: 'A-1', start: '2021-05', units: 3 });
    const many = await callsOfARun();
    expect(many.counts['bucket.put']).toBe(few.counts['bucket.put']);
    expect(many.counts['bucket.putImmutable']).toBe(few.counts['bucket.putImmutable']);
    expect(many.counts['contributions.ofMonth']).toBe(1);
    // Beside the documents: index.json, and latest.json.
    expect(many.counts['bucket.put']).toBe(many.written.length + 2);
    // The newest fifty activities are read, each with its year, and here they are all there is.
    const { 'bucket.read': readFew = 0, ...fewer } = few.counts;
    const { 'bucket.read': readMany = 0, ...more } = many.counts;
    expect(more).toEqual(fewer);
    expect(readMany - readFew).toBeLessThanOrEqual(2 * 10);
  });

  it('is one read of a row and one of an empty partition where nothing changed', async () => {
    await post({});
    await register.publish();
    expect(await callsOfARun()).toEqual({
      written: [],
      counts: { 'marks.list': 1, 'publications.get': 1 },
    });
  });
});

describe('the size of the documents', () => {
  it('keeps its budget with a month of fifty activities', async () => {
    for (let at = 0; at < 50; at += 1)
      await post({ reference: `A-${at}`, description: { en: 'What was done, and for whom. '.repeat(8) } });
    await register.publish();
    const budget: Record<string, number> = {
      'index.json': 12_000,
      'metrics.json': 20_000,
      'feed.json': 25_000,
      'fr/feed.json': 25_000,
      'periods/2020.json': 10_000,
      'activities/2020-03.json': 25_000,
      'activities/2020-03.csv': 25_000,
      'iati/2020-03.xml': 25_000,
      'changes/1.json': 10_000,
    };
    for (const [path, most] of Object.entries(budget))
      expect(gzipSync(await bytesOf(register, path)).length, path).toBeLessThan(most);
    for (const path of ['feed.json', 'fr/feed.json'])
      expect((await bytesOf(register, path)).length, path).toBeLessThan(100_000);
  });
});
