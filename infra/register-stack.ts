import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Feed } from './feed.ts';
import { Intake } from './intake.ts';
import { Ledger } from './ledger.ts';
import { LogKeys } from './log-keys.ts';
import type { Stage } from './stage.ts';
import { Watch } from './watch.ts';

/**
 * The whole register:
 *
 *     partner --HTTP--> submit --SQS--> record --DynamoDB--> (schedule) publish --S3/CloudFront--> website
 *
 * Below the boxes, one line per arrow: what a function is allowed is what it needs, and stands here and nowhere else.
 */
export class RegisterStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      description: 'The activity register: submissions in, exact figures out',
      terminationProtection: stage.removal === 'retain',
    });

    const { register, partners } = new Ledger(this, 'Ledger', stage);
    const intake = new Intake(this, 'Intake');
    const { authorize, submit, read, portfolio, docs, record, bury, submissions, deadLetters } = intake;
    const feed = new Feed(this, 'Feed', stage, intake.api);
    const { publish, bucket, distribution } = feed;

    authorize.may(['GetItem'], partners, ['PARTNER', 'LAST_USE']);
    authorize.may(['PutItem'], partners, ['LAST_USE']);

    submit.may(['GetItem', 'UpdateItem'], register, ['REVISIONS#*']);
    submit.may(['GetItem', 'PutItem'], register, ['IDEMPOTENCY#*']);
    submit.may(['GetItem', 'Query'], register, ['PORTFOLIO']);
    submit.may(['Query'], register, ['MONTH#*']);
    submit.may(['GetItem'], register, ['LARGE#*']);
    submit.maySend(submissions);

    read.may(['GetItem'], register, [
      'ACTIVITIES#*',
      'REVISIONS#*',
      'SUBMISSION#*',
      'DEAD_LETTERS',
      'PORTFOLIO',
    ]);
    read.may(['GetItem'], register, ['SUSPECTS#*']);
    read.may(['Query'], register, ['ACTIVITIES#*', 'SUSPECTS#*']);

    portfolio.may(['GetItem', 'PutItem', 'Query'], register, ['PORTFOLIO']);
    portfolio.may(['PutItem'], register, ['MARKS']);

    for (const answering of [submit, read, portfolio]) answering.limits(register, stage.requestsPerMinute);

    record.consumes(submissions, { batchSize: 10, concurrency: 4 });
    bury.consumes(deadLetters, { batchSize: 1, concurrency: 2 });
    for (const recorder of [record, bury]) {
      recorder.may(['GetItem', 'UpdateItem'], register, ['ACTIVITIES#*']);
      recorder.may(['PutItem'], register, ['MONTH#*', 'LARGE#*', 'MARKS']);
      recorder.may(['GetItem'], register, ['DIVISIONS']);
    }
    bury.may(['PutItem', 'DeleteItem'], register, ['DEAD_LETTERS']);

    publish.may(['Query', 'DeleteItem'], register, ['MARKS']);
    publish.may(['Query'], register, ['MONTH#*', 'PORTFOLIO']);
    publish.may(['GetItem', 'PutItem'], register, ['DIVISIONS', 'PUBLICATION']);
    publish.may(['PutItem'], register, ['SUSPECTS#*']);
    publish.may(['Query', 'PutItem', 'DeleteItem'], register, ['RETIRED']);
    publish.mayStore(bucket, 'feed', feed.url);
    publish.mayRemove(bucket, ['feed/immutable/*', 'gzip/feed/immutable/*', 'feed/log/tile/*.p/*']);
    publish.maySign(new LogKeys(this, 'Log', stage).all);
    if (stage.objectLockYears !== undefined) publish.mayLock(bucket, 'feed', stage.objectLockYears);

    const functions = [authorize, submit, read, portfolio, docs, record, bury, publish];
    new Watch(this, 'Watch', stage, { api: intake.api, functions, bury, publish, submissions, deadLetters });

    const outputs = {
      FeedUrl: feed.url,
      ApiUrl: `https://${distribution.domainName}/v1`,
      RegisterTable: register.table.tableName,
      PartnerTable: partners.table.tableName,
      SubmissionQueueUrl: submissions.queueUrl,
      DeadLetterQueueUrl: deadLetters.queueUrl,
      FeedBucket: bucket.bucketName,
      PublishFunction: publish.lambda.functionName,
      PublishEveryMinutes: String(stage.publishEveryMinutes),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
