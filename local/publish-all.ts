import type { Marks } from '../shared/ports.ts';
import { publishOnce } from './publish.ts';

const mostRuns = 20;

/** Runs the aggregator until nothing is marked as changed. Gives a sentence on how that ended; throws a Refusal. */
export async function publishAll(marks: Pick<Marks, 'list'>, publishFunction: string): Promise<string> {
  for (let runs = 1; ; runs += 1) {
    await publishOnce(publishFunction);
    const left = (await marks.list()).length;
    if (left === 0) return 'Published.';
    if (runs === mostRuns)
      return `Published; partners go on posting, and ${left} changes of the last moments are left to the schedule.`;
  }
}
