import { createHash } from 'node:crypto';
import { type LedgerRecord, type ledger, ledgerKinds, placeOf } from '../functions/aws/ledger-rows.ts';
import { Refusal } from '../local/refusal.ts';
import { rebuild } from '../shared/recording/rebuild.ts';
import { readBackup } from './backup-file.ts';
import { newCommand, onRegister, type Surroundings } from './command.ts';
import { publishAll } from './publish.ts';
import { reachRegister } from './reach.ts';

/** `register restore`. */
export const restore = (here: Surroundings, reach = reachRegister) =>
  onRegister(
    newCommand(here, 'restore', {
      summary: 'Fill an empty register from a backup, and publish',
      about: 'One that was interrupted goes on when started again.',
      examples: [
        ['restore register-2027-01-31.ndjson --data new', 'into one started with --empty --data new'],
      ],
    }).argument('<file>', 'what register backup has written'),
  ).action(async (file, which) => {
    const print = (line: string) => here.out(`${line}\n`);
    const { ports, publish } = reach(which, here);
    print(`Reading ${file}, whether it is whole and agrees with itself.`);
    const backedUp = await check(file);
    print('Looking whether the register is empty.');
    await refuseUnlessEmpty(ports.ledger, backedUp);
    const step = here.progress('Restoring records', backedUp.size);
    for await (const record of readBackup(file)) {
      await ports.ledger.insert(record);
      step();
    }
    const { activities, months } = await rebuild(ports)(here.progress, { anew: true });
    print(`Restored ${backedUp.size} records: ${activities} activities in ${months} months.`);
    print(await publishAll(ports.marks, publish, print));
  });

/** What tells a record from every other, and from another state of itself. */
type Digests = ReadonlyMap<string, string>;

function nameOf(record: LedgerRecord): string {
  const { table, key } = placeOf(record);
  return `${table} ${key.pk} ${key.sk}`;
}

function digestOf(record: LedgerRecord): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('base64');
}

/** Reads the whole backup. Throws a Refusal if it is damaged, or does not agree with itself. */
async function check(file: string): Promise<Digests> {
  const digests = new Map<string, string>();
  const counters = new Map<string, number>();
  const wanted = new Map<string, number>();
  for await (const each of readBackup(file)) {
    const name = nameOf(each);
    if (digests.has(name)) throw new Refusal(`${file} has two records of the same name: ${name}`);
    digests.set(name, digestOf(each));
    if (each.kind === 'revisions') counters.set(activityNameOf(each.record), each.record.revision);
    if (each.kind === 'activity' || each.kind === 'receipt') {
      const activity = activityNameOf(each.record);
      wanted.set(activity, Math.max(each.record.revision, wanted.get(activity) ?? 0));
    }
  }
  for (const [activity, revision] of wanted)
    if ((counters.get(activity) ?? 0) < revision)
      throw new Refusal(`${file} has a revision ${revision} of ${activity}, and a counter below it`);
  return digests;
}

type Named = { partner: string; reference: string; revision: number };
function activityNameOf({ partner, reference }: Named): string {
  return `${partner}/${reference}`;
}

/** Throws a Refusal if the register has a record that is not, as it is, in the backup: then nothing is written. */
async function refuseUnlessEmpty(
  { records }: Pick<ReturnType<typeof ledger>, 'records'>,
  backedUp: Digests,
): Promise<void> {
  for (const kind of ledgerKinds)
    for await (const page of records(kind))
      for (const record of page)
        if (backedUp.get(nameOf(record)) !== digestOf(record))
          throw new Refusal(
            `The register is not empty: it has ${nameOf(record)}, which is not in the backup as it is. Restore into an empty register.`,
          );
}
