import { type CommitPorts, commit } from './commit.ts';
import { type DraftPorts, draft } from './draft.ts';
import { type LookPorts, look } from './look.ts';
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
 * no page more than twice, whatever is recorded meanwhile. Decision 0002.
 */
export const publish = (ports: PublishPorts) => async (): Promise<PublishOutcome> => {
  const found = await look(ports);
  if (found === undefined) return { snapshot: undefined, written: [], more: false };
  const summarized = await summarize(ports, found);
  const drafted = await draft(ports, found, summarized);
  const committed = await commit(ports, found, summarized, drafted);
  await settle(ports, found, summarized, drafted, committed);
  const more = summarized.taken.length < found.marks.length;
  return { snapshot: committed.snapshot, written: committed.written, more };
};
