import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { activities, deadLetters, receipts, revisions } from '../../functions/aws/activity-rows.ts';
import { divisions, marks, publications, retirements } from '../../functions/aws/aggregate-rows.ts';
import { contributions } from '../../functions/aws/contribution-rows.ts';
import { facts } from '../../functions/aws/fact-rows.ts';
import { feedBucket } from '../../functions/aws/feed-bucket.ts';
import { keptFiles } from '../../functions/aws/kept-files.ts';
import { logSigner } from '../../functions/aws/log-signer.ts';
import { partnerTable } from '../../functions/aws/partner-table.ts';
import { portfolio } from '../../functions/aws/portfolio-rows.ts';
import { idempotencyKeys, rateCounters } from '../../functions/aws/request-rows.ts';
import { submissionQueue } from '../../functions/aws/submission-queue.ts';
import { suspects } from '../../functions/aws/suspect-rows.ts';
import { openTable } from '../../functions/aws/table.ts';
import { startEngines } from '../../local/engines.ts';

export type StoresOptions = { dynamodb?: string; copyOf?: string };

/**
 * The register's real adapters on embedded engines, in a folder of their own: every port, the clients below them,
 * and `stop`, which ends the engines and removes the folder. The tables may be put into another DynamoDB. Given the
 * folder of stores that have ended, they begin with a copy of what those held.
 */
export async function startStores({ dynamodb: otherDynamodb, copyOf }: StoresOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'register-'));
  if (copyOf !== undefined) cpSync(copyOf, folder, { recursive: true });
  const engines = await startEngines(folder);
  await engines.provideKey('log');
  const common = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const dynamodb = new DynamoDBClient({ ...common, endpoint: otherDynamodb ?? engines.dynamodb });
  const sqs = new SQSClient({ ...common, endpoint: engines.sqs });
  const s3 = new S3Client({ ...common, endpoint: engines.s3 });
  const kms = new KMSClient({ ...common, endpoint: engines.kms });
  if (copyOf === undefined) await createTablesAndBucket(dynamodb, s3);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'submissions' }));
  const documents = DynamoDBDocumentClient.from(dynamodb, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const table = openTable(documents, 'register');
  const end = async () => {
    for (const client of [dynamodb, sqs, s3, kms]) client.destroy();
    await engines.stop();
  };
  return {
    clients: { dynamodb, documents, sqs, s3, kms },
    queueUrl: QueueUrl,
    addresses: { dynamodb: otherDynamodb ?? engines.dynamodb, s3: engines.s3, kms: engines.kms },
    table,
    ports: {
      revisions: revisions(table),
      receipts: receipts(table),
      activities: activities(table),
      deadLetters: deadLetters(table),
      contributions: contributions(table),
      marks: marks(table),
      divisions: divisions(table),
      suspects: suspects(table),
      publications: publications(table),
      retirements: retirements(table),
      portfolio: portfolio(table),
      facts: facts(table),
      keys: idempotencyKeys(table),
      counters: rateCounters(table),
      queue: submissionQueue(sqs, QueueUrl),
      bucket: feedBucket(s3, 'feed'),
      kept: keptFiles(s3, 'feed'),
      signers: [logSigner(kms, 'log')],
      partners: partnerTable(openTable(documents, 'partners')),
    },
    folder,
    /** Ends the engines and leaves what they hold in the folder. */
    end,
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createTablesAndBucket(dynamodb: DynamoDBClient, s3: S3Client): Promise<void> {
  for (const TableName of ['register', 'partners'])
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  await s3.send(new CreateBucketCommand({ Bucket: 'feed' }));
}

export type Stores = Awaited<ReturnType<typeof startStores>>;
