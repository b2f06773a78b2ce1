import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { anActivity, somebody } from '../support/register.ts';
import { type Stores, startStores } from '../support/stores.ts';
import { type Bill, meterOf } from './meter.ts';

/**
 * A way of taking activities in: what is done for a request, and for the messages that a consumer has received, unless
 * all is done once the request is answered.
 */
export type Pipeline = {
  submit: (body: object, nth: number) => Promise<unknown>;
  record?: (messages: readonly Message[]) => Promise<unknown>;
};

/**
 * The pipeline of a common tutorial: it puts each submission into the queue unchecked, stores it, and counts it by ADD in
 * five counters. No revision, status, rate limit or findings, and wrong figures as soon as a message comes twice.
 */
export function tutorialOn({ clients: { documents, sqs }, queueUrl }: Stores): Required<Pipeline> {
  const count = (counter: string) =>
    documents.send(
      new UpdateCommand({
        TableName: 'register',
        Key: { pk: 'TUTORIAL', sk: counter },
        UpdateExpression: 'ADD #count :one',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
  return {
    submit: (body, nth) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify({ id: nth, ...body }),
          MessageGroupId: somebody.id,
        }),
      ),
    async record(messages) {
      for (const { Body = '' } of messages) {
        const item = JSON.parse(Body) as { reference: string; mode: string; type: string; start: string };
        await documents.send(
          new PutCommand({
            TableName: 'register',
            Item: { pk: 'TUTORIAL_ITEMS', sk: item.reference, ...item },
          }),
        );
        for (const counter of ['total', item.mode, item.type, item.start.slice(0, 7), 'GH'])
          await count(counter);
      }
    },
  };
}

/** What a submission costs that goes through the tutorial's pipeline, which does all one after the other. */
export async function costsOfTutorial(): Promise<Record<'submit' | 'record', Bill>> {
  const stores = await startStores();
  try {
    const bill = meterOf(stores);
    const { submit, record } = tutorialOn(stores);
    const body = anActivity();
    return {
      submit: await bill(() => submit(body, 1)),
      record: await bill(() => record([{ Body: JSON.stringify(body) }])),
    };
  } finally {
    await stores.stop();
  }
}
