import { expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { putProject } from '../../shared/intake/portfolio.ts';
import { record } from '../../shared/recording/record.ts';
import { listed, publishAll, published, submission } from '../support/derived-in-memory.ts';
import { glacy } from '../support/register.ts';
import { nothingStored, type Ports, portsOn } from '../support/register-in-memory.ts';

/** A run of the aggregator that stops, once it has read record, marks and index, until it is let on. */
async function pausedRun(ports: Ports): Promise<{ goOn: () => ReturnType<ReturnType<typeof publish>> }> {
  const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const of = async (month: string) => {
    reached.resolve();
    await gate.promise;
    return ports.divisions.of(month);
  };
  const done = publish({ ...ports, divisions: { ...ports.divisions, of } })();
  await reached.promise;
  return {
    goOn() {
      gate.resolve();
      return done;
    },
  };
}

const counted = (contents: ReadonlyMap<string, string>): number =>
  JSON.parse(contents.get('metrics.json') ?? '').allTime.activities.value;

it('stores no summary in a run with nothing to write that others have overtaken: they would go by it', async () => {
  const ports = portsOn(nothingStored(), 100);
  await putProject(ports)('GLACY+', glacy);
  await record(ports)(submission('stays', 1, '2020-01'));
  await publishAll(ports);

  await record(ports)(submission('comes-and-goes', 1, '2020-05'));
  const early = await pausedRun(ports);
  await publishAll(ports);
  await record(ports)(submission('stays', 2, '2020-01', 7));
  const late = await pausedRun(ports);
  await record(ports)(submission('comes-and-goes', 2, undefined));

  // To the early run May looks as it did in the index that it has read, which is no longer the newest.
  await expect(early.goOn()).rejects.toThrow('overtaken');
  await late.goOn();
  const between = await published(ports);
  expect(listed(between)).toEqual({ 'somebody/comes-and-goes': 1, 'somebody/stays': 2 });
  expect(counted(between)).toBe(2);

  await publishAll(ports);
  const after = await published(ports);
  expect(listed(after)).toEqual({ 'somebody/stays': 2 });
  expect(counted(after)).toBe(1);
});
