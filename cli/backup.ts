import type { LedgerKind, ledger } from '../functions/aws/ledger-rows.ts';
import { writeBackup } from './backup-file.ts';
import { command, runAsProcess, whichRegister, whichRegisterSaid } from './command.ts';
import { progressOn, reachRegister } from './reach.ts';

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

export const backupRegister = command({
  usage: `Usage: npm run backup -- FILE [--data DIR | --aws]

Writes everything that is stored and cannot be derived to a new file, one record a line; the register may go on working.
${whichRegisterSaid}`,
  options: whichRegister,
  words: [1, 1],
  async run({ values, words: [file = ''] }, terminal) {
    const { ports } = reachRegister(values);
    const step = progressOn(terminal)('Reading kinds of records', order.length);
    const counts = await writeBackup(file, new Date().toISOString(), everything(ports.ledger, step));
    const kinds = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
    terminal.out(`${kinds.join(', ') || 'The register is empty.'}
Written to ${file}. It holds the hashes of keys; keep it where only the operator reads.\n`);
  },
});

async function* everything({ records }: ReturnType<typeof ledger>, step: () => void) {
  for (const kind of order) {
    yield* records(kind);
    step();
  }
}

if (import.meta.main) await runAsProcess(backupRegister);
