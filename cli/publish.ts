import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { Refusal } from '../local/refusal.ts';
import type { Marks } from '../shared/ports.ts';
import { newCommand, onRegister, type Surroundings, type Which } from './command.ts';
import { connect } from './connect.ts';

const outcome = z.object({ snapshot: z.int().nullable(), written: z.array(z.string()) });

/** `register publish`. */
export const publish = (
  here: Surroundings,
  publishing = (which: Which) => publishOnce(connect(which, here).output('PublishFunction')),
) =>
  onRegister(
    newCommand(here, 'publish', {
      summary: 'Run the aggregator once, now, whatever the schedule says',
      examples: [['publish --aws', 'the register that is deployed']],
    }).option(
      '--json',
      'print the number of the snapshot (null: nothing has changed) and the paths of what was written',
      false,
    ),
  ).action(async ({ json, ...which }) => {
    const { snapshot, written } = outcome.parse(JSON.parse(await publishing(which)));
    if (json) return here.out(`${JSON.stringify({ snapshot, written })}\n`);
    here.out(
      snapshot === null
        ? 'Nothing has changed since the last snapshot.\n'
        : `Snapshot ${snapshot}: ${written.length} documents written.\n`,
    );
  });

const tries = 10;

/**
 * Invokes the publish function and returns what it answers, as JSON text. A run that was overtaken by another, or
 * found a service down, is repeated. Throws a Refusal when it has failed.
 */
export async function publishOnce(functionName: string): Promise<string> {
  const lambda = new LambdaClient({});
  for (let tried = 1; ; tried += 1) {
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionName }));
    const answer = Payload?.transformToString() ?? '';
    if (FunctionError === undefined) return answer;
    const { errorType, errorMessage } = JSON.parse(answer) as {
      errorType?: string;
      errorMessage?: string;
    };
    if (errorType !== 'Unavailable' || tried === tries)
      throw new Refusal(`Publishing failed: ${errorType}: ${errorMessage}`);
  }
}

const mostRuns = 20;
/** How long nothing is said of a run that goes on, in milliseconds. */
const silence = 10_000;

/**
 * Runs the aggregator until nothing is marked as changed, and says of each run how much it has to do, and every ten
 * seconds that it goes on. Gives a sentence on how that ended; throws a Refusal.
 */
export async function publishAll(
  marks: Pick<Marks, 'list'>,
  publish: () => Promise<unknown>,
  say: (line: string) => void,
): Promise<string> {
  for (let runs = 1; ; runs += 1) {
    say(`Publishing: ${(await marks.list()).length} changes to do.`);
    const begun = Date.now();
    const goesOn = setInterval(
      () => say(`Still publishing, after ${Math.round((Date.now() - begun) / 1000)} seconds.`),
      silence,
    );
    await publish().finally(() => clearInterval(goesOn));
    const left = (await marks.list()).length;
    if (left === 0) return 'Published.';
    if (runs === mostRuns)
      return `Published; partners go on posting, and ${left} changes of the last moments are left to the schedule.`;
  }
}
