import * as z from 'zod';
import { connect } from './connect.ts';
import { optionsOf, whichRegister } from './options.ts';
import { publishOnce } from './publish.ts';
import { runTool } from './refusal.ts';

const outcome = z.object({ snapshot: z.int().nullable(), written: z.array(z.string()) });

/** npm run publish-now -- [--data DIR | --aws]: one run of the aggregator, now. */
await runTool(async () => {
  const { values } = optionsOf(whichRegister);
  const output = connect(values);
  const { snapshot, written } = outcome.parse(JSON.parse(await publishOnce(output('PublishFunction'))));
  process.stdout.write(
    snapshot === null
      ? 'Nothing has changed since the last snapshot.\n'
      : `Snapshot ${snapshot}: ${written.length} documents written.\n`,
  );
});
