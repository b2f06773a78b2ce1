import { expect, it } from 'vitest';
import { verify } from '../../shared/readers/verify.ts';
import type { Seen } from '../../shared/readers/verify-log.ts';
import { isLongRun } from '../support/long-run.ts';
import { type Objects, textOf } from './bucket.ts';
import type { Facts } from './facts.ts';
import { onQuietMachine } from './quiet-machine.ts';
import { runSchedule } from './schedule.ts';

const histories = isLongRun ? 10_000 : 40;

/** The first checkpoint that a schedule has written, and the keys that were published then. */
function firstSeen({ world }: Facts): Seen | undefined {
  const written = world.log.seen.find(({ path }) => path === 'log/checkpoint')?.object;
  const how = world.log.seen.find(({ path }) => path === 'log.json')?.object ?? world.begun.get('log.json');
  if (written === undefined || how === undefined) return undefined;
  return { keys: (how.parsed() as { keys: string[] }).keys, checkpoint: textOf(written.bytes) };
}

it(`has no false alarm in ${histories} histories with faults, for who has seen their beginning`, {
  timeout: 36_000_000,
}, async () => {
  const alarms: string[] = [];
  let held = 0;
  const first = isLongRun ? Date.now() % 1_000_000_000 : 1;
  for (let seed = first; seed < first + histories; seed += 1)
    await onQuietMachine(async () => {
      let left: { objects: Objects; seen: Seen | undefined } | undefined;
      const judgedBy = (facts: Facts) => {
        left = { objects: facts.world.bucket.objects, seen: firstSeen(facts) };
        return [];
      };
      await runSchedule(seed, { judgedBy });
      const { objects, seen } = left ?? { objects: new Map(), seen: undefined };
      if (seen !== undefined) held += 1;
      const { rows } = await verify(async (path) => objects.get(path)?.bytes, undefined, seen);
      for (const row of rows.filter(({ ok }) => !ok)) alarms.push(`seed ${seed}: ${JSON.stringify(row)}`);
    });
  expect(alarms).toEqual([]);
  expect(held).toBeGreaterThan(histories / 2);
});
