import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { type StatusPorts, status } from '../../cli/status.ts';
import { waitingMessages } from '../../cli/waiting-messages.ts';
import type { Mark } from '../../shared/ports.ts';
import type { DeadLetter } from '../../shared/words/submission.ts';
import { anActivity, glacy, period, somebody } from '../support/register.ts';
import { startRegisterInMemory } from '../support/register-in-memory.ts';
import { given } from '../support/terminal.ts';
import { newQueue, runningEngines } from './running.ts';

const now = '2026-11-20T13:00:00.000Z';
const noMessages = async () => ({ waiting: 0, oldestSeconds: undefined });
const oldest = (oldestSeconds: number) => async () => ({ waiting: 2, oldestSeconds });
const letter: DeadLetter = { schema: 1, id: 'one', body: '{', reason: 'made up', at: now };
const lettersIn = (...pages: DeadLetter[][]): StatusPorts['deadLetters'] => ({
  async *list() {
    yield* pages;
  },
});
const marksLeft = (...tokens: string[]): StatusPorts['marks'] => ({
  list: async () => tokens.map((token, at): Mark => ({ subject: `2020-0${at + 1}`, token })),
});
const minutesAgo = (minutes: number) =>
  `${new Date(Date.parse(now) - minutes * 60_000).toISOString()} 6e1b6d0a`;

/** Gives what `register status` says of a register of one activity, published an hour ago, with other ports. */
async function statusOfPublished() {
  const register = startRegisterInMemory();
  await register.putProject('GLACY+', glacy);
  await register.putPeriod('2026', { ...period, first: '2026-01', last: '2026-12' });
  await register.submit(somebody, anActivity({ start: '2026-03-15', units: 3 }));
  await register.recordAll();
  await register.publish();
  const ports: StatusPorts = {
    ...register.ports,
    deadLetters: lettersIn(),
    submissions: noMessages,
    unrecorded: noMessages,
    interval: 5,
    now: () => new Date(now),
  };
  return (others: Partial<StatusPorts> = {}, ...words: string[]) =>
    given((here) => status(here, () => ({ ...ports, ...others })), ...words);
}

describe('register status', () => {
  it('tells what waits, the last snapshot and the figures of the period under way, and ends with 0', async () => {
    const { code, out, err } = await (await statusOfPublished())();
    expect([code, err]).toEqual([0, '']);
    for (const line of [
      /^submissions in the queue +none$/m,
      /^messages not recorded +none$/m,
      /^dead letters +none$/m,
      /^changes to be published +none$/m,
      /^last snapshot +1, 60 minutes ago \(2026-11-20T12:00:00.000Z\)$/m,
      /^documents of a run that died none$/m,
      /^rebuild under way +none$/m,
      /^ {2}units \(events\) +3 +units\//m,
    ])
      expect(out).toMatch(line);
  });

  it('gives the same as one JSON text to a program', async () => {
    const says = await statusOfPublished();
    const { code, out } = await says({ marks: marksLeft(minutesAgo(1)) }, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      at: now,
      submissions: { waiting: 0, oldestSeconds: null },
      unrecorded: { waiting: 0, oldestSeconds: null },
      deadLetters: { count: 0, more: false },
      marks: { waiting: 1, oldestSeconds: 60 },
      snapshot: { number: 1, ageSeconds: 3600 },
      unfinishedDocuments: 0,
      rebuild: null,
      current: { id: '2026', names: period.names, figures: { units: { value: 3 } } },
      dangers: [],
    });
  });

  it('knows a register in which nothing was ever done', async () => {
    const { ports } = startRegisterInMemory();
    const says = await statusOfPublished();
    const { code, out } = await says({ bucket: ports.bucket, publications: ports.publications });
    expect(code).toBe(0);
    expect(out).toMatch(/^last snapshot +none$/m);
  });

  it('tells of a rebuild under way and of a run that died', async () => {
    const says = await statusOfPublished();
    const rebuild = { since: now, stage: 'rows', done: 7 };
    const { out } = await says({
      rebuilds: { get: async () => rebuild as never },
      publications: { get: async () => ({ pending: ['a.json', 'b.json'] }) as never },
    });
    expect(out).toMatch(/^documents of a run that died 2$/m);
    expect(out).toMatch(/^rebuild under way +since \S+Z, at rows \(7 done\)$/m);
  });

  it.each<[string, Partial<StatusPorts>, string]>([
    ['dead letters', { deadLetters: lettersIn([letter]) }, 'dead-letters list (1)'],
    ['more of them than a page has', { deadLetters: lettersIn([letter], [letter]) }, '(1 or more)'],
    ['a submission that waits', { submissions: oldest(300) }, 'in the queue for 5 minutes'],
    ['a message that cannot be put away', { unrecorded: oldest(7200) }, 'put away for 2 hours'],
    ['a change that waits', { marks: marksLeft(minutesAgo(15)) }, 'published for 15 minutes'],
    [
      'a change that waits for three long intervals',
      { marks: marksLeft(minutesAgo(1), minutesAgo(180)), interval: 60 },
      'published for 3 hours',
    ],
  ])('ends with 1 and a sentence where a promise is in danger: %s', async (_, others, sentence) => {
    const says = await statusOfPublished();
    const { code, err } = await says(others);
    expect([code, err]).toEqual([1, expect.stringMatching(/^In danger:\n {2}[A-Z][^\n]+\.\n$/)]);
    expect(err).toContain(sentence);
    const { code: again, out } = await says(others, '--json');
    expect([again, JSON.parse(out).dangers]).toEqual([1, [expect.stringContaining(sentence)]]);
  });

  it.each<[string, Partial<StatusPorts>]>([
    ['a submission', { submissions: oldest(299) }],
    ['a message that could not be recorded', { unrecorded: oldest(299) }],
    ['a change', { marks: marksLeft(minutesAgo(14)) }],
    ['a change, where intervals are short', { marks: marksLeft(minutesAgo(14)), interval: 0.1 }],
    ['a change, where intervals are long', { marks: marksLeft(minutesAgo(179)), interval: 60 }],
    ['a change of an older release, which does not tell', { marks: marksLeft('6e1b6d0a') }],
  ])('is at ease while %s waits for less', async (_, others) => {
    expect((await (await statusOfPublished())(others)).code).toBe(0);
  });

  it('reads each thing once, and of the dead letters two pages', async () => {
    const says = await statusOfPublished();
    let [pages, lists] = [0, 0];
    await says({
      deadLetters: {
        async *list() {
          for (;;) {
            pages += 1;
            yield [letter];
          }
        },
      },
      marks: {
        async list() {
          lists += 1;
          return [];
        },
      },
    });
    expect([pages, lists]).toEqual([2, 1]);
  });
});

it('tells on a laptop how many messages are in a queue and how long the oldest has been there', async () => {
  const { sqs, engines } = await runningEngines();
  const QueueUrl = await newQueue(sqs, 'looked-into');
  const later = () => new Date(Date.now() + 90_000);
  const env = { AWS_ENDPOINT_URL_SQS: engines.sqs };
  const look = waitingMessages({ data: '', aws: false }, { env, now: later }, sqs);
  expect(await look(QueueUrl)).toEqual({ waiting: 0, oldestSeconds: undefined });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'two' }));
  const { waiting, oldestSeconds } = await look(QueueUrl);
  expect([waiting, Math.floor((oldestSeconds ?? 0) / 10)]).toEqual([2, 9]);
});
