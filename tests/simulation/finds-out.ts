import { expect, it } from 'vitest';
import { isLongRun } from '../support/long-run.ts';
import { seedThatCatches } from './campaign.ts';
import foundBy from './found-by.json' with { type: 'json' };
import type { Mutant } from './world.ts';

const most = 2_000;

/**
 * Tests that every one of the mutants fails a check within so many schedules, and says in which: of those from the one
 * on that is known to find it out, or of all in a long run.
 */
export const findsOut = (mutants: readonly Mutant[]): void =>
  it.each(mutants)(`finds out within ${most} schedules: $name`, { timeout: 600_000 }, async (mutant) => {
    const known: number | undefined = (foundBy as Record<string, number>)[mutant.name];
    const seed = await seedThatCatches(mutant, isLongRun ? 1 : (known ?? 1), most);
    const unlike = seed === known ? '' : `, not by ${known}: npm run simulate -- --mutants finds them anew`;
    process.stdout.write(`${mutant.name}: found out by seed ${seed}${unlike}\n`);
    expect(seed).toBeDefined();
  });
