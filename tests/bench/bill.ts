import type { Bill } from './meter.ts';
import { prices } from './prices.ts';

/**
 * One of the functions that a submission goes through: what is counted for each submission, how many submissions an
 * invocation has, how many of its calls are under way at once, and whether a request, the queue, or the gateway with a key
 * to look at invokes it.
 */
export type Step = {
  counted: Bill;
  submissions: number;
  atOnce: number;
  invokedBy: 'request' | 'queue' | 'gateway';
};

/** How long (milliseconds) a call of DynamoDB or SQS is taken to last, and what an invocation does besides. */
export const [callTakes, restTakes] = [5, 5];

/** What the template gives: the memory (MB) of each function on the way, and how many messages one is handed at most. */
export const [memory, messagesAtATime] = [512, 10];

/** What is paid for, in the order in which it is told. */
export const parts = ['DynamoDB, writes', 'DynamoDB, reads', 'SQS', 'Lambda', 'HTTP API', 'total'] as const;

/**
 * What a million submissions cost (USD, to the cent) that go through these steps. An
 * invocation by the queue wants two requests of it, one that receives its messages and one that deletes them. Not in it:
 * storage, logs, traces; publishing, which goes by the run; and what polling costs while nothing comes.
 */
export function billOfAMillion(steps: readonly Step[]): Record<(typeof parts)[number], number> {
  const sum = (of: (step: Step) => number) => steps.reduce((before, step) => before + of(step), 0);
  const { million, gigabyteSecond } = prices;
  const seconds = ({ counted, submissions, atOnce }: Step) =>
    ((counted.calls * callTakes) / atOnce + restTakes / submissions) / 1000;
  const queueRequests = ({ counted, submissions, invokedBy }: Step) =>
    counted.messages + (invokedBy === 'queue' ? 2 / submissions : 0);
  const exact = {
    'DynamoDB, writes': sum(({ counted }) => counted.writes) * million.writeUnits,
    'DynamoDB, reads': sum(({ counted }) => counted.reads) * million.readUnits,
    SQS: sum(queueRequests) * million.queueRequests,
    Lambda:
      sum(({ submissions }) => 1 / submissions) * million.invocations +
      sum(seconds) * 1_000_000 * (memory / 1024) * gigabyteSecond,
    'HTTP API':
      sum(({ submissions, invokedBy }) => (invokedBy === 'request' ? 1 / submissions : 0)) *
      million.httpRequests,
  };
  const total = Object.values(exact).reduce((before, part) => before + part, 0);
  const toTheCent = Object.entries({ ...exact, total }).map(([part, usd]) => [
    part,
    Math.round(usd * 100) / 100,
  ]);
  return Object.fromEntries(toTheCent) as Record<(typeof parts)[number], number>;
}

/** The ways in that are compared, by what each of their functions was counted to ask. */
export function waysIn(counted: Record<string, Bill>, tutorial: Record<'submit' | 'record', Bill>) {
  const of = (way: string) => {
    const bill = counted[way];
    if (bill === undefined) throw new Error(`${way} is not counted`);
    return bill;
  };
  const byRequest = (bill: Bill, submissions = 1, atOnce = 1): Step => ({
    counted: bill,
    submissions,
    atOnce,
    invokedBy: 'request',
  });
  const byQueue = (bill: Bill, atOnce: number): Step => ({
    counted: bill,
    submissions: messagesAtATime,
    atOnce,
    invokedBy: 'queue',
  });
  const posted = [byRequest(of('POST')), byQueue(of('record, ten of any months at a time'), messagesAtATime)];
  const look: Step = { counted: of('a key'), submissions: 1, atOnce: 1, invokedBy: 'gateway' };
  return {
    'POST, one by one': posted,
    'POST, of a partner that posts less than twice a minute': [look, ...posted],
    'POST with a key, one by one': [
      byRequest(of('POST with a key')),
      byQueue(of('record, ten of any months at a time'), messagesAtATime),
    ],
    'batches of 100': [
      byRequest(of('a batch, for each item'), 100, 8),
      byQueue(of('record, ten of one month at a time'), messagesAtATime),
    ],
    'the tutorial, one by one': [byRequest(tutorial.submit), byQueue(tutorial.record, 1)],
  } satisfies Record<string, Step[]>;
}
