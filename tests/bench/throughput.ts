import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { httpHandler } from '../../functions/http/handler.ts';
import { submitOperations } from '../../functions/http/operations.ts';
import { recordBatch } from '../../functions/messages.ts';
import { putProject } from '../../shared/intake/portfolio.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';
import { handled } from '../support/handled.ts';
import { anActivity, glacy, somebody } from '../support/register.ts';
import { type Stores, startStores } from '../support/stores.ts';

/** A way of taking activities in: what is done for a request, and for the messages that a consumer has received. */
type Pipeline = {
  submit: (body: object, nth: number) => Promise<unknown>;
  record: (messages: readonly Message[]) => Promise<unknown>;
};

/** What a round took: seconds until all was recorded, and seconds of this process's CPU, in which the engines are too. */
export type Round = { seconds: number; cpu: number };

/**
 * So many activities of one partner in one month through the register and through the pipeline of a common tutorial, on the
 * same engines in turn, `rounds` times: sixteen requests at once, four consumers. The tutorial's puts each submission
 * into the queue unchecked and counts it by ADD in five counters: no revision, status, rate limit or findings, and wrong
 * figures as soon as a message comes twice.
 */
export async function throughput(
  many: number,
  rounds: number,
): Promise<Record<'register' | 'tutorial', Round[]>> {
  const taken: Record<'register' | 'tutorial', Round[]> = { register: [], tutorial: [] };
  const stores = await startStores();
  try {
    const ways = { register: await registerOn(stores), tutorial: tutorialOn(stores) };
    for (const way of ['register', 'tutorial'] as const) await oneRound(stores, ways[way], 50);
    for (let round = 0; round < rounds; round += 1)
      for (const way of ['register', 'tutorial'] as const)
        taken[way].push(await oneRound(stores, ways[way], many));
    return taken;
  } finally {
    await stores.stop();
  }
}

async function registerOn(stores: Stores): Promise<Pipeline> {
  const own = { now: () => new Date(), newId: randomUUID, newToken: randomUUID };
  const ports = { ...stores.ports, ...own };
  await putProject(ports)('GLACY+', glacy);
  const { counters } = stores.ports;
  const handler = httpHandler(
    submitOperations(ports),
    rateLimit({ counters, perMinute: 1_000_000, now: own.now }),
  );
  const record = recordBatch({
    ...ports,
    wait: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
  });
  return {
    async submit(body) {
      const { status, text } = await handled(handler, 'postActivity', { partner: somebody, body });
      if (status !== 202) throw new Error(text);
    },
    async record(messages) {
      const Records = messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }));
      const { batchItemFailures } = await record({ Records } as Parameters<typeof record>[0], 20_000);
      if (batchItemFailures.length > 0) throw new Error('a message was not recorded');
    },
  };
}

function tutorialOn({ clients: { documents, sqs }, queueUrl }: Stores): Pipeline {
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

let series = 0;

async function oneRound(
  { clients: { sqs }, queueUrl }: Stores,
  { submit, record }: Pipeline,
  many: number,
): Promise<Round> {
  series += 1;
  let [sent, recorded] = [0, 0];
  const [began, before] = [performance.now(), process.cpuUsage()];
  const senders = Array.from({ length: 16 }, async () => {
    while (sent < many) {
      const nth = sent;
      sent += 1;
      await submit(anActivity({ reference: `S${series}-${nth}` }), nth);
    }
  });
  const consumers = Array.from({ length: 4 }, async () => {
    while (recorded < many) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) {
        await sleep(5);
        continue;
      }
      await record(Messages);
      const Entries = Messages.map(({ ReceiptHandle }, nth) => ({ Id: String(nth), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      recorded += Messages.length;
    }
  });
  await Promise.all([...senders, ...consumers]);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1_000_000 };
}
