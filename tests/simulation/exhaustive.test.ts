import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { runExhaustively } from './campaign.ts';

/** All pairs are some 230,000 runs, which `npm run simulate -- --pairs` makes; here is one in so many, another each time. */
const share = 2_000;

it('survives every single fault at every call of a small world, and a share of all pairs', {
  timeout: 600_000,
}, async () => {
  const of = randomInt(share);
  const { singles, pairs, failed } = await runExhaustively(share, of);
  process.stdout.write(`${singles} single faults, ${pairs} pairs of faults (share ${of} of ${share})\n`);
  expect(failed).toEqual([]);
  expect(singles).toBeGreaterThan(700);
  expect(pairs).toBeGreaterThan(50);
});
