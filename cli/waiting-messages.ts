import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { longestQueued } from '../shared/words/limits.ts';
import type { Surroundings, Which } from './command.ts';

/** How many messages are in a queue, in flight included, and for how many seconds the oldest has been. */
export type WaitingMessages = { waiting: number; oldestSeconds: number | undefined };

/**
 * Looks into queues by their addresses. SQS does not tell the age of a message that nobody takes: on AWS it is the
 * metric of which the alarms ring, some minutes late at most; on a laptop the queue itself is looked through, which
 * reads every message in it.
 */
export function waitingMessages(
  { aws }: Which,
  { env, now }: Pick<Surroundings, 'env' | 'now'>,
  sqs = new SQSClient({}),
) {
  const ageOf = aws ? ageByMetric : ageByLooking(env.AWS_ENDPOINT_URL_SQS ?? '');
  return async (queueUrl: string): Promise<WaitingMessages> => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    const counts = new Map(Object.entries(Attributes ?? {}));
    const waiting = ['', 'NotVisible', 'Delayed'].reduce(
      (sum, of) => sum + Number(counts.get(`ApproximateNumberOfMessages${of}`) ?? 0),
      0,
    );
    const name = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
    return { waiting, oldestSeconds: waiting === 0 ? undefined : await ageOf(name, now()) };
  };
}

async function ageByMetric(queue: string, now: Date): Promise<number | undefined> {
  const { MetricDataResults: [age] = [] } = await new CloudWatchClient({}).send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - 2 * longestQueued * 60_000),
      EndTime: now,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        {
          Id: 'age',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'ApproximateAgeOfOldestMessage',
              Dimensions: [{ Name: 'QueueName', Value: queue }],
            },
            Period: 60,
            Stat: 'Maximum',
          },
        },
      ],
    }),
  );
  return age?.Values?.[0];
}

const message = z.object({ sentTimestamp: z.number() });
const held = z.object({
  messages: z.object({
    ready: z.array(message),
    delayed: z.array(message),
    inflight: z.array(z.object({ message })),
  }),
});

const ageByLooking =
  (endpoint: string) =>
  async (queue: string, now: Date): Promise<number | undefined> => {
    const answer = await fetch(new URL(`/_fauxqs/queues/${queue}`, endpoint));
    const { ready, delayed, inflight } = held.parse(await answer.json()).messages;
    const all = [...ready, ...delayed, ...inflight.map((each) => each.message)];
    if (all.length === 0) return undefined;
    const oldest = all.reduce(
      (first, { sentTimestamp }) => Math.min(first, sentTimestamp),
      Number.POSITIVE_INFINITY,
    );
    return Math.max(0, Math.round((now.getTime() - oldest) / 1000));
  };
