import { type CommitPorts, commit } from './commit.ts';
import { type DraftPorts, draft } from './draft.ts';
import { type LookPorts, look } from './look.ts';
import { type SettlePorts, settle } from './settle.ts';
import { type SummarizePorts, summarize } from './summarize.ts';

export type PublishPorts = LookPorts & SummarizePorts & DraftPorts & CommitPorts & SettlePorts;

/** The number of the snapshot that a run has published, undefined if it had none to publish, and the paths written. */
type PublishOutcome = { snapshot: number | undefined; written: string[] };

/**
 * One run of the aggregator: turns the months marked since the last run into figures and publishes a snapshot.
 * Reads the marks and the publication record and stops there if nothing has changed. Safe to run beside itself,
 * late, or after a run that died: every shared write is conditional on what was read, and a run that finds itself
 * overtaken throws and leaves the marks to the next. It never holds the activities of more than one month, and reads
 * no month more than twice, whatever is recorded meanwhile. Decision 0002.
 */
export const publish = (ports: PublishPorts) => async (): Promise<PublishOutcome> => {
  const found = await look(ports);
  if (found === undefined) return { snapshot: undefined, written: [] };
  const summarized = await summarize(ports, found);
  const drafted = await draft(ports, found, summarized);
  const committed = await commit(ports, found, summarized, drafted);
  await settle(ports, found, summarized, drafted, committed);
  return { snapshot: committed.snapshot, written: committed.written };
};
