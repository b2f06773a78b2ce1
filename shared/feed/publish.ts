import { type CommitPorts, commit } from './commit.ts';
import { type DraftPorts, draft } from './draft.ts';
import { isLogged } from './log-document.ts';
import { type LogPorts, logSnapshot } from './log-snapshot.ts';
import type { Logged } from './logged.ts';
import { type Found, type LookPorts, look } from './look.ts';
import { type SettlePorts, settle } from './settle.ts';
import { type SummarizePorts, summarize } from './summarize.ts';

export type PublishPorts = LookPorts & SummarizePorts & DraftPorts & CommitPorts & SettlePorts;

/**
 * The number of the snapshot that a run has published, undefined if it had none to publish, the paths written, and whether
 * it has left marks to the next run.
 */
type PublishOutcome = { snapshot: number | undefined; written: string[]; more: boolean };

/**
 * One run of the aggregator: turns what was marked since the last run into figures and publishes a snapshot, up to so
 * many pages of months at a time; marks beyond are left to the next run.
 * Reads the marks and the publication record and stops there if nothing has changed. Safe to run beside itself,
 * late, or after a run that died: every shared write is conditional on what was read, and a run that finds itself
 * overtaken throws and leaves the marks to the next. It never holds the activities of more than two pages, and reads
 * no page more than twice, whatever is recorded meanwhile. What it commits it logs, and first what a run has committed that died. Decisions 0002 and 0038.
 */
export const publish = (ports: PublishPorts) => async (): Promise<PublishOutcome> => {
  const looked = await look(ports);
  if (looked === undefined) return { snapshot: undefined, written: [], more: false };
  const found = { ...looked, logged: await logStanding(ports, looked) };
  const summarized = await summarize(ports, found);
  const drafted = await draft(ports, found, summarized);
  const committed = await commit(ports, found, summarized, drafted);
  const logged = committed.index ? await logSnapshot(ports, found.logged, committed.index) : found.logged;
  await settle(ports, { ...found, logged }, summarized, drafted, committed);
  const more = summarized.taken.length < found.marks.length;
  return { snapshot: committed.snapshot, written: committed.written, more };
};

/** Makes sure that the snapshot that stands has its leaf, and gives how far the log has come; those of releases before had none. */
async function logStanding(
  ports: LogPorts,
  { published, logged }: Pick<Found, 'published' | 'logged'>,
): Promise<Logged | undefined> {
  const isBehind = published !== undefined && (logged?.snapshot ?? 0) < published.index.snapshot;
  return isBehind && isLogged(published.index) ? logSnapshot(ports, logged, published) : logged;
}
