import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { isLongRun } from '../support/long-run.ts';
import { runExhaustively } from './campaign.ts';

/** One single fault in four, or all of them; of all pairs, which are some 230,000 runs, one in two thousand. */
const singles = isLongRun ? 1 : 4;
const pairs = 2_000 / singles;

it(`survives one single fault in ${singles} at the calls of a small world, and a share of all pairs`, {
  timeout: 600_000,
}, async () => {
  const share = { singles, pairs, of: randomInt(2_000) };
  const ran = await runExhaustively(share);
  process.stdout.write(
    `${ran.singles} single faults, ${ran.pairs} pairs of faults (${JSON.stringify(share)})\n`,
  );
  expect(ran.failed).toEqual([]);
  expect(ran.singles).toBeGreaterThan(700 / singles);
  expect(ran.pairs).toBeGreaterThan(50);
});
