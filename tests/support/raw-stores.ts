import { readFileSync } from 'node:fs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Row, scannedRows } from '../../functions/aws/table.ts';
import { runningRegister, runningRegisterFile } from '../../local/running.ts';

/** What a register that runs on a data folder has stored, past all of its own code but the scan. */
export function rawStores(data: string) {
  const { endpoints, outputs } = runningRegister.parse(
    JSON.parse(readFileSync(runningRegisterFile(data), 'utf8')),
  );
  const common = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const dynamodb = new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb });
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const sqs = new SQSClient({ ...common, endpoint: endpoints.sqs });
  const s3 = new S3Client({ ...common, endpoint: endpoints.s3, forcePathStyle: true });
  const bucket = { Bucket: outputs.FeedBucket };
  return {
    /** Every row of every table. */
    async rows(): Promise<Row[]> {
      const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
      const rows: Row[] = [];
      for (const name of TableNames)
        for await (const page of scannedRows(documents, name, '')) rows.push(...page);
      return rows;
    },
    /** Every row of a partition of the register's table. */
    async partition(pk: string): Promise<Row[]> {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: outputs.RegisterTable,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
        }),
      );
      if (LastEvaluatedKey !== undefined) throw new Error('the partition has more rows than a page');
      return Items as Row[];
    },
    /** Every object of the bucket, its name and its content as text. */
    async objects(): Promise<[name: string, text: string][]> {
      const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command(bucket));
      if (IsTruncated) throw new Error('the bucket has more objects than a page');
      return Promise.all(
        Contents.map(async ({ Key = '' }) => {
          const { Body } = await s3.send(new GetObjectCommand({ ...bucket, Key }));
          return [Key, (await Body?.transformToString()) ?? ''] as [string, string];
        }),
      );
    },
    /** Puts any text into the queue of submissions. */
    async send(text: string): Promise<void> {
      await sqs.send(new SendMessageCommand({ QueueUrl: outputs.SubmissionQueueUrl, MessageBody: text }));
    },
    close: () => [dynamodb, sqs, s3].forEach((client) => void client.destroy()),
  };
}
