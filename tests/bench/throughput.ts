import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { httpHandler } from '../../functions/http/handler.ts';
import { submitOperations } from '../../functions/http/operations.ts';
import { recordBatch } from '../../functions/messages.ts';
import { putProject } from '../../shared/intake/portfolio.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';
import { handled } from '../support/handled.ts';
import { anActivity, glacy, somebody } from '../support/register.ts';
import { type Stores, startStores } from '../support/stores.ts';
import { startCeiling } from './ceiling.ts';
import { type Pipeline, tutorialOn } from './tutorial.ts';

const ways = ['register', 'tutorial', 'ceiling'] as const;
type Way = (typeof ways)[number];

/** What a round took: seconds until all was recorded, and seconds of this process's CPU, in which the engines are too. */
export type Round = { seconds: number; cpu: number };

/**
 * So many activities of one partner in one month, as `body` makes them, through the register, through the pipeline of a common
 * tutorial on the same engines, and through the ceiling, in turn, `rounds` times: sixteen requests at once, four consumers.
 */
export async function throughput(
  many: number,
  rounds: number,
  body: (reference: string) => object,
): Promise<Record<Way, Round[]>> {
  const taken: Record<Way, Round[]> = { register: [], tutorial: [], ceiling: [] };
  const stores = await startStores();
  const ceiling = await startCeiling();
  try {
    const pipelines = { register: await registerOn(stores), tutorial: tutorialOn(stores), ceiling };
    for (const way of ways) await oneRound(stores, pipelines[way], 50, body);
    for (let round = 0; round < rounds; round += 1)
      for (const way of ways) taken[way].push(await oneRound(stores, pipelines[way], many, body));
    return taken;
  } finally {
    await ceiling.stop();
    await stores.stop();
  }
}

/** An activity with what it must have, and one of 1 KB: both as JSON, under a reference. */
export const aShortOne = (reference: string): object => anActivity({ reference });
export function aKilobyte(reference: string): object {
  const without = JSON.stringify(anActivity({ reference, description: { en: '' } }));
  const sentences = 'What was done, for whom, and with what result. '.repeat(22);
  return anActivity({ reference, description: { en: sentences.slice(0, 1024 - without.length) } });
}

async function registerOn(stores: Stores): Promise<Required<Pipeline>> {
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

let series = 0;

async function oneRound(
  { clients: { sqs }, queueUrl }: Stores,
  { submit, record }: Pipeline,
  many: number,
  body: (reference: string) => object,
): Promise<Round> {
  series += 1;
  let [sent, recorded] = [0, 0];
  const [began, before] = [performance.now(), process.cpuUsage()];
  const senders = Array.from({ length: 16 }, async () => {
    while (sent < many) {
      const nth = sent;
      sent += 1;
      await submit(body(`S${series}-${nth}`), nth);
    }
  });
  const consumers = Array.from({ length: record === undefined ? 0 : 4 }, async () => {
    while (recorded < many) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) {
        await sleep(5);
        continue;
      }
      await record?.(Messages);
      const Entries = Messages.map(({ ReceiptHandle }, nth) => ({ Id: String(nth), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      recorded += Messages.length;
    }
  });
  await Promise.all([...senders, ...consumers]);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1_000_000 };
}
