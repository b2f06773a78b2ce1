import { randomUUID } from 'node:crypto';
import { activities, deadLetters } from '../functions/aws/activity-rows.ts';
import { marks, publications, summaries } from '../functions/aws/aggregate-rows.ts';
import { contributions } from '../functions/aws/contribution-rows.ts';
import { bucketClient, feedBucket } from '../functions/aws/feed-bucket.ts';
import { ledger } from '../functions/aws/ledger-rows.ts';
import { rebuilds, repairs } from '../functions/aws/repair-rows.ts';
import { queueClient, submissionQueue } from '../functions/aws/submission-queue.ts';
import { documentClient, openTable } from '../functions/aws/table.ts';
import type { Terminal } from './command.ts';
import { connect } from './connect.ts';
import { progressBar, runningCount } from './progress.ts';
import { publishOnce } from './publish.ts';

/** A register as the recovery tools reach it: every port they need, and one run of its aggregator. */
export function reachRegister(which: { data: string; aws: boolean }) {
  const output = connect(which);
  const client = documentClient();
  const names = { register: output('RegisterTable'), partners: output('PartnerTable') };
  const table = openTable(client, names.register);
  return {
    publish: () => publishOnce(output('PublishFunction')),
    ports: {
      activities: activities(table),
      deadLetters: deadLetters(table),
      contributions: contributions(table),
      marks: marks(table),
      summaries: summaries(table),
      publications: publications(table),
      ledger: ledger(client, names),
      repairs: repairs(client, names.register),
      rebuilds: rebuilds(table),
      queue: submissionQueue(queueClient(), output('SubmissionQueueUrl')),
      bucket: feedBucket(bucketClient(), output('FeedBucket')),
      newToken: () => randomUUID(),
      now: () => new Date(),
    },
  };
}

/**
 * A progress bar on standard output, which may go on from steps that were done before; nothing where there is
 * nothing to do, and a running count where nobody knows how much there is.
 */
export const progressOn =
  ({ out, isTerminal }: Terminal) =>
  (label: string, total: number | undefined, done = 0): (() => void) => {
    if (total === 0) return () => undefined;
    return total === undefined
      ? runningCount(label, isTerminal, out, done)
      : progressBar(label, total, isTerminal, out, done);
  };
