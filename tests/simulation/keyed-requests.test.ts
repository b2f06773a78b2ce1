import { expect, it } from 'vitest';
import { everyLate, kinds } from './keyed-requests.ts';
import { onQuietMachine } from './quiet-machine.ts';

it.each(kinds)('$name with a key is done once, whichever of its calls has its effect late', async (kind) => {
  const failed: string[] = [];
  let runs = 0;
  await onQuietMachine(async () => {
    for await (const { held, late, wrong } of everyLate(kind)) {
      runs += 1;
      if (wrong.length > 0) failed.push(`${held ?? ''} ${JSON.stringify(late)}: ${wrong.join('; ')}`);
    }
  });
  expect(failed.slice(0, 5)).toEqual([]);
  expect(runs).toBeGreaterThan(220);
});
