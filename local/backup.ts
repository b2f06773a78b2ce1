import type { LedgerKind, ledger } from '../functions/ledger-rows.ts';
import { writeBackup } from './backup-file.ts';
import { optionsOf, whichRegister } from './options.ts';
import { print, progress, reachRegister, runRecovery } from './recovery-tool.ts';
import { Refusal } from './refusal.ts';

const usage = 'Usage: npm run backup -- FILE [--data DIR | --aws]';

/**
 * The order in which a register that goes on working is read. Letters first: one that is replayed in between is then
 * in the backup twice, and not lost. Counters after everything that bears a revision, so that they are never below
 * one; the portfolio after the activities, so that it has their projects; partners last, for the sake of the restore.
 */
const order: readonly LedgerKind[] = [
  'deadLetter',
  'activity',
  'receipt',
  'revisions',
  'project',
  'period',
  'partner',
];

/** npm run backup -- FILE: everything that is stored and cannot be derived, into one file. */
await runRecovery(async () => {
  const { values, positionals } = optionsOf(whichRegister, true);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Refusal(usage);
  const { ports } = reachRegister(values);
  const counts = await writeBackup(file, new Date().toISOString(), everything(ports.ledger));
  print(
    Object.entries(counts)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ') || 'The register is empty.',
  );
  print(`Written to ${file}. It holds the hashes of keys; keep it where only the operator reads.`);
});

async function* everything({ records }: ReturnType<typeof ledger>) {
  const step = progress('Reading kinds of records', order.length);
  for (const kind of order) {
    yield* records(kind);
    step();
  }
}
