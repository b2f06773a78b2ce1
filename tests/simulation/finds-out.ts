import { expect, it } from 'vitest';
import { seedThatCatches } from './campaign.ts';
import type { Mutant } from './world.ts';

const most = 1_000;

/** Tests that every one of the mutants fails a check within so many schedules, and says in which. */
export const findsOut = (mutants: readonly Mutant[]): void =>
  it.each(mutants)(`finds out within ${most} schedules: $name`, { timeout: 600_000 }, async (mutant) => {
    const seed = await seedThatCatches(mutant, most);
    process.stdout.write(`${mutant.name}: found out by seed ${seed}\n`);
    expect(seed).toBeDefined();
  });
