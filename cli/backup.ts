import type { LedgerKind, ledger } from '../functions/aws/ledger-rows.ts';
import { writeBackup } from './backup-file.ts';
import { newCommand, onRegister, type Surroundings } from './command.ts';
import { reachRegister } from './reach.ts';

/**
 * The order in which a register that goes on working is read. Letters first: one that is replayed in between is then
 * in the backup twice, and not lost. Counters after everything that bears a revision, so that they are never below
 * one; portfolio and facts after the activities, so that it has their projects; partners last, for the sake of the restore.
 */
const order: readonly LedgerKind[] = [
  'deadLetter',
  'activity',
  'receipt',
  'revisions',
  'project',
  'period',
  'treatyEvent',
  'legislationSurvey',
  'donorContribution',
  'partner',
];

/** `register backup`. */
export const backup = (here: Surroundings, reach = reachRegister) =>
  onRegister(
    newCommand(here, 'backup', {
      summary: 'Write everything that cannot be derived to a file',
      about: 'One record a line, in a new file that only its owner may read. The register may go on working.',
      examples: [['backup register-2027-01-31.ndjson', 'of the register on this machine']],
    }).argument('<file>', 'a file that is not there yet'),
  ).action(async (file, which) => {
    const { ports } = reach(which, here);
    const step = here.progress('Reading kinds of records', order.length);
    const counts = await writeBackup(file, here.now().toISOString(), everything(ports.ledger, step));
    const kinds = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
    here.out(`${kinds.join(', ') || 'The register is empty.'}
Written to ${file}. It holds the hashes of keys; keep it where only the operator reads.\n`);
  });

async function* everything({ records }: Pick<ReturnType<typeof ledger>, 'records'>, step: () => void) {
  for (const kind of order) {
    yield* records(kind);
    step();
  }
}
