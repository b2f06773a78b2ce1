import { activities, deadLetters } from '../functions/aws/activity-rows.ts';
import { marks, newMarkToken, publications } from '../functions/aws/aggregate-rows.ts';
import { bucketClient, feedBucket } from '../functions/aws/feed-bucket.ts';
import { ledger } from '../functions/aws/ledger-rows.ts';
import { rebuilds, repairs } from '../functions/aws/repair-rows.ts';
import { queueClient, submissionQueue } from '../functions/aws/submission-queue.ts';
import { documentClient, openTable } from '../functions/aws/table.ts';
import type { Surroundings, Which } from './command.ts';
import { connect } from './connect.ts';
import { publishOnce } from './publish.ts';

/** A register as its operator reaches it: every port that commands need, and one run of its aggregator. */
export function reachRegister(which: Which, here: Pick<Surroundings, 'env'>) {
  const { output } = connect(which, here);
  const client = documentClient();
  const names = { register: output('RegisterTable'), partners: output('PartnerTable') };
  const table = openTable(client, names.register);
  return {
    publish: () => publishOnce(output('PublishFunction')),
    ports: {
      activities: activities(table),
      deadLetters: deadLetters(table),
      marks: marks(table),
      publications: publications(table),
      ledger: ledger(client, names),
      repairs: repairs(client, names.register),
      rebuilds: rebuilds(table),
      queue: submissionQueue(queueClient(), output('SubmissionQueueUrl')),
      bucket: feedBucket(bucketClient(), output('FeedBucket')),
      newToken: newMarkToken,
      now: () => new Date(),
    },
  };
}
