import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { activities, deadLetters, receipts, revisions } from '../../functions/activity-rows.ts';
import { contributions, marks, publications, summaries } from '../../functions/aggregate-rows.ts';
import { partnerTable } from '../../functions/partner-table.ts';
import { portfolio } from '../../functions/portfolio-rows.ts';
import { openTable } from '../../functions/table.ts';
import { startDynamodbLocal, whyNotHere } from './dynamodb-local.ts';
import { type Stores, startStores } from './stores.ts';

/** The same stores, their tables on Amazon's own engine. */
async function startAmazonStores(): Promise<Stores> {
  const engine = await startDynamodbLocal();
  const stores = await startStores();
  const dynamodb = new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: engine.url,
  });
  for (const TableName of ['register', 'partners'])
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  const documents = DynamoDBDocumentClient.from(dynamodb, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const table = openTable(documents, 'register');
  return {
    ...stores,
    clients: { ...stores.clients, dynamodb, documents },
    table,
    ports: {
      ...stores.ports,
      revisions: revisions(table),
      receipts: receipts(table),
      activities: activities(table),
      deadLetters: deadLetters(table),
      contributions: contributions(table),
      marks: marks(table),
      summaries: summaries(table),
      publications: publications(table),
      portfolio: portfolio(table),
      partners: partnerTable(openTable(documents, 'partners')),
    },
    async stop() {
      dynamodb.destroy();
      await engine.stop();
      await stores.stop();
    },
  };
}

const without = whyNotHere();

/** The engines that the adapters are tested on; one that is not to be had here is skipped, and says why. */
export const engines: readonly { engine: string; skipped: boolean; start: () => Promise<Stores> }[] = [
  { engine: 'on dynalite', skipped: false, start: startStores },
  {
    engine: without === undefined ? 'on DynamoDB Local' : `on DynamoDB Local (skipped: ${without})`,
    skipped: without !== undefined,
    start: startAmazonStores,
  },
];
