import * as z from 'zod';
import { command, runAsProcess, whichRegister, whichRegisterSaid } from './command.ts';
import { connect } from './connect.ts';
import { publishOnce } from './publish.ts';

const outcome = z.object({ snapshot: z.int().nullable(), written: z.array(z.string()) });

export const publishNow = command({
  usage: `Usage: npm run publish-now -- [--data DIR | --aws]

One run of the aggregator, now, whatever the schedule says.
${whichRegisterSaid}`,
  options: whichRegister,
  words: [0, 0],
  async run({ values }, { out }) {
    const output = connect(values);
    const { snapshot, written } = outcome.parse(JSON.parse(await publishOnce(output('PublishFunction'))));
    out(
      snapshot === null
        ? 'Nothing has changed since the last snapshot.\n'
        : `Snapshot ${snapshot}: ${written.length} documents written.\n`,
    );
  },
});

if (import.meta.main) await runAsProcess(publishNow);
