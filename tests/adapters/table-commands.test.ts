import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { activities, deadLetters, receipts, revisions } from '../../functions/aws/activity-rows.ts';
import { divisions, marks, publications, retirements } from '../../functions/aws/aggregate-rows.ts';
import { contributions } from '../../functions/aws/contribution-rows.ts';
import { ledger, ledgerKinds } from '../../functions/aws/ledger-rows.ts';
import { partnerTable } from '../../functions/aws/partner-table.ts';
import { portfolio } from '../../functions/aws/portfolio-rows.ts';
import { rebuilds, repairs } from '../../functions/aws/repair-rows.ts';
import { idempotencyKeys } from '../../functions/aws/request-rows.ts';
import { openTable, partitionRows, scannedPages } from '../../functions/aws/table.ts';

type Command = { input: Record<string, unknown> };

/** A document client that notes every command, and answers each with what `answers` has for it. */
function noting(answers: (command: Command, at: number) => object = () => ({})) {
  const sent: Command[] = [];
  const client = {
    async send(command: Command) {
      sent.push(command);
      return answers(command, sent.length - 1);
    },
  } as unknown as DynamoDBDocumentClient;
  return { client, sent, table: openTable(client, 'register') };
}

/** Reads everything that pages give. */
async function allOf<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

/** The command that something sent last. */
async function lastOf(sent: readonly Command[], done: () => Promise<unknown>): Promise<Command> {
  await done();
  const last = sent.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  return last;
}

const claim = {
  schema: 2 as const,
  attempt: 'mine',
  fingerprint: 'hash',
  leaseUntil: '2026-11-20T12:00:20.000Z',
  expires: 1,
  done: false,
};
const names = { register: 'register', partners: 'partners' };

describe('every read of the table', () => {
  it('is strongly consistent, but for the look for duplicates, which only warns', async () => {
    const { sent, table } = noting();
    await contributions(table).nearby('2020-03', 'a', 'b');
    expect(sent.map(({ input }) => input.ConsistentRead)).toEqual([false, false, false]);
  });

  it('is strongly consistent, whichever other adapter makes it', async () => {
    // A claim that stands makes whoever wants the key read it.
    const { client, sent, table } = noting((command) => {
      if (!(command instanceof PutCommand)) return {};
      throw new ConditionalCheckFailedException({ message: 'it stands', $metadata: { httpStatusCode: 400 } });
    });
    const book = ledger(client, names);
    const places = portfolio(table);
    const partners = partnerTable(table);
    const repair = repairs(client, 'register');
    const reads: (() => Promise<unknown>)[] = [
      () => activities(table).get('a', 'b'),
      () => activities(table).page('a', undefined, 5),
      () => revisions(table).newest('a', 'b'),
      () => receipts(table).get('a'),
      () => deadLetters(table).get('a'),
      () => allOf(deadLetters(table).list()),
      () => allOf(contributions(table).ofMonth('2020-03')),
      () => marks(table).list(),
      () => divisions(table).of('2020-03'),
      () => publications(table).get(),
      () => allOf(retirements(table).list()),
      () => places.project('a'),
      () => places.projects(),
      () => places.period('a'),
      () => places.periods(),
      () => partners.find('a'),
      () => partners.list(),
      () => partners.lastUse('a'),
      () => rebuilds(table).get(),
      ...ledgerKinds.map((kind) => () => allOf(book.records(kind))),
      () => allOf(book.activities()),
      () => allOf(repair.found()),
      () => repair.discardUnreadable(),
    ];
    for (const read of reads) {
      const before = sent.length;
      await read();
      const commands = sent.slice(before);
      expect(commands.length, `${read}`).toBeGreaterThan(0);
      for (const { input } of commands) expect(input.ConsistentRead, `${read}`).toBe(true);
    }
    const { input } = await lastOf(sent, () => idempotencyKeys(table).claim('a', 'b', claim, new Date(0)));
    expect(input).toMatchObject({ Key: { pk: 'IDEMPOTENCY#a' }, ConsistentRead: true });
  });
});

describe('what comes in pages', () => {
  const key = (at: number) => ({ pk: 'DIVISIONS', sk: `row-${at}` });
  const most = 3;
  /** Answers with a page of one row each, three in all. */
  const paged = () =>
    noting((command, at) => ({
      Items: [{ ...key(at), subject: `${at}`, token: 'token', schema: 1 }],
      ...(command instanceof DeleteCommand || at === most - 1 ? {} : { LastEvaluatedKey: key(at) }),
    }));

  it.each<[string, (reader: ReturnType<typeof paged>) => Promise<unknown[]>]>([
    ['a partition', ({ table }) => marks(table).list()],
    [
      'a partition of whatever rows',
      async ({ client }) => (await allOf(partitionRows(client, 'register', 'DIVISIONS'))).flat(),
    ],
    [
      'a scan',
      async ({ client }) =>
        (await allOf(scannedPages(client, 'register', 'DIVISIONS'))).flatMap(({ rows }) => rows),
    ],
  ])('is read to its last page: %s', async (_, read) => {
    const reader = paged();
    expect(await read(reader)).toHaveLength(most);
    expect(reader.sent.map(({ input }) => input.ExclusiveStartKey)).toEqual([undefined, key(0), key(1)]);
    expect(reader.sent.every((each) => each instanceof QueryCommand || each instanceof ScanCommand)).toBe(
      true,
    );
  });
});
