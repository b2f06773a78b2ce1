import { rmSync } from 'node:fs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { scannedRows } from '../../functions/aws/table.ts';
import { rebuild } from '../../shared/recording/rebuild.ts';
import { bury, parseMessage } from '../../shared/recording/record.ts';
import { WrittenByNewer } from '../../shared/recording/upcast.ts';
import type { Objects } from '../simulation/bucket.ts';
import { makeBusy, rebuilt } from '../support/busy-register.ts';
import { around, isKilled, killedAt } from '../support/killed.ts';
import { everyPathIsAsIndexed, followIndex, withoutChanges } from '../support/published.ts';
import { anActivity, glacy, somebody } from '../support/register.ts';
import { registerOn } from '../support/register-on-engines.ts';
import { startStores } from '../support/stores.ts';

type Register = ReturnType<typeof registerOn>;
let filled: Register;
let register: Register;
let before: Record<string, string>;
const objects: Objects = new Map();
/** The documents, but for the list of changes, which begins anew where a page of it or the index is lost. */
const documents = async () => withoutChanges((await followIndex(register)).contents);

beforeAll(async () => {
  filled = registerOn(await startStores(), { objects });
  register = filled;
  await makeBusy(filled);
  before = await documents();
  await filled.end();
});
beforeEach(async () => {
  register = registerOn(await startStores({ copyOf: filled.folder }), {
    rowsRead: 8,
    objects: new Map(objects),
  });
});
afterEach(() => register.stop());
afterAll(() => rmSync(filled.folder, { recursive: true }));

const may = 'MONTH#2020-05';
/** Writes over some fields of a row, as no use case would. */
const scribble = ({ clients }: Register, pk: string, sk: string, fields: Record<string, unknown>) =>
  clients.documents.send(
    new UpdateCommand({
      TableName: 'register',
      Key: { pk, sk },
      UpdateExpression: `SET ${Object.keys(fields)
        .map((name) => `#${name} = :${name}`)
        .join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(Object.keys(fields).map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [`:${name}`, value]),
      ),
    }),
  );
const untold = () => () => undefined;
const anyRow = z.looseObject({ schema: z.unknown() });

describe('a rebuild', () => {
  it.each<[string, () => Promise<unknown>]>([
    [
      'everything derived is lost, row and document',
      async () => {
        await register.loseRows('MONTH#', 'DIVISIONS', 'PUBLICATION', 'MARKS');
        await register.loseDocuments(/./);
      },
    ],
    [
      'contributions say something else, are of no revision or activity that ever was, or of another month',
      async () => {
        await scribble(register, may, 'somebody#cancelled', { record: { units: 99 } });
        await scribble(register, may, 'somebody#restricted', { revision: 'two' });
        await scribble(register, may, 'somebody#nothing', { schema: 1, revision: 3 });
        await scribble(register, 'MONTH#2019-01', 'somebody#plain', { schema: 1, revision: 1 });
      },
    ],
    [
      'a contribution is of a revision that never was',
      () => scribble(register, may, 'somebody#cancelled', { revision: 7 }),
    ],
    [
      'a division and a mark cannot be read',
      async () => {
        await scribble(register, 'DIVISIONS', '2020-05', { pages: '{' });
        await scribble(register, 'MARKS', '2020-05', { token: 5 });
      },
    ],
  ])('gives the same documents to the byte, but for stamps, where %s', async (_, damage) => {
    await damage();
    await rebuilt(register);
    expect(await documents()).toEqual(before);
    await everyPathIsAsIndexed(register);
    expect((await register.publish()).snapshot).toBeUndefined();
  });

  it.each([
    ['before', 30],
    ['after', 38],
  ] as const)(
    'that is killed %s every %i. call goes on each time, until it is through',
    async (when, nth) => {
      await register.loseRows('MONTH#2020-05', 'MONTH#2020-07');
      await scribble(register, may, 'somebody#nothing', { schema: 1, revision: 3 });
      await register.loseDocuments(/^immutable\/[0-7]/);
      let kills = 0;
      const resumed: string[] = [];
      const resuming = ({ since }: { since: string }) => resumed.push(since);
      for (; ; kills += 1) {
        const dying = around(register.ports, killedAt(nth, when));
        if (!(await isKilled(rebuild(dying)(untold, { resuming })))) break;
      }
      expect(kills).toBeGreaterThan(5);
      expect(resumed).toHaveLength(kills);
      expect(new Set(resumed).size).toBe(1);
      do await register.publish();
      while ((await register.ports.marks.list()).length > 0);
      expect(await documents()).toEqual(before);
    },
  );
});

describe('a register whose records bear no version', () => {
  it('is read, published, and gone on with', async () => {
    await register.ports.partners.add(somebody, { hash: 'hash', since: '2026-11-20T12:00:00.000Z' });
    await register.submit(somebody, anActivity({ reference: 'plain', start: '2020-08' }));
    const [message] = register.queued.splice(0);
    const letter = {
      schema: 1 as const,
      id: message?.id ?? '',
      reason: 'made up',
      at: '2026-11-20T12:00:00.000Z',
    };
    await register.ports.deadLetters.put({
      ...letter,
      body: JSON.stringify({ ...message, schema: undefined }),
    });
    await register.ports.marks.put({ subject: '2020-05', token: 'token' });
    const { activity: _activity, ...receipt } = message as Record<string, unknown>;
    await scribble(register, `SUBMISSION#${message?.id}`, 'RECEIPT', { ...receipt, expires: 1_900_000_000 });
    expect(await forgetVersions(register)).toBeGreaterThan(30);

    expect((await register.publish()).snapshot).toBeUndefined();
    expect((await register.ports.partners.find('somebody'))?.partner).toEqual(somebody);
    expect(await register.ports.receipts.get(message?.id ?? '')).toMatchObject({ schema: 1, revision: 2 });
    expect(await register.ports.activities.get('somebody', 'moved')).toMatchObject({
      schema: 1,
      revision: 4,
    });
    expect(await register.ports.revisions.next('somebody', 'plain')).toBe(3);
    const old = await register.ports.deadLetters.get(letter.id);
    expect(old?.schema).toBe(1);
    expect(parseMessage(old?.body ?? '')).toEqual(message);
    const replayed = { id: letter.id, body: old?.body ?? '', received: 1 };
    expect(await bury(register.ports)(replayed)).toBe('recorded');
    await register.withdraw(somebody, 'moved');
    await register.recordAll();
    await rebuilt(register);
    const { contents } = await followIndex(register);
    expect([...contents.keys()].filter((path) => /^activities\/.*\.json$/.test(path))).toEqual([
      'activities/2020-01.json',
      'activities/2020-05.json',
      'activities/2020-06.json',
      'activities/2020-08.json',
      'activities/2021-01.json',
    ]);
  });
});

describe('a register that a newer one has written to', () => {
  const newer = { schema: 9 };
  const row = (pk: string, sk: string) => scribble(register, pk, sk, newer);

  it('is not read, and an activity is not written over', async () => {
    await row('ACTIVITIES#somebody', 'plain');
    await register.submit(somebody, anActivity({ reference: 'plain', units: 7 }));
    const [message] = register.queued.splice(0);
    if (message === undefined) throw new Error('a submission was queued');
    await expect(register.record(message)).rejects.toThrow(WrittenByNewer);
    await expect(rebuild(register.ports)(untold)).rejects.toThrow(WrittenByNewer);
    const body = JSON.stringify(message);
    expect(await bury(register.ports)({ id: message.id, body, received: 1 })).toBe('buried');
    expect(await register.ports.deadLetters.get(message.id)).toMatchObject({
      body,
      reason: expect.stringContaining('newer register'),
    });
  });

  it.each<[string, string, string, () => Promise<unknown>]>([
    ['project', 'PORTFOLIO', 'PROJECT#GLACY+', () => register.putProject('GLACY+', glacy)],
    ['counter', 'REVISIONS#somebody', 'plain', () => register.ports.revisions.next('somebody', 'plain')],
    ['division', 'DIVISIONS', '2020-05', () => touchMayAndPublish()],
    ['contribution', may, 'somebody#cancelled', () => touchMayAndPublish()],
    ['publication record', 'PUBLICATION', 'STATE', () => register.publish()],
  ])('throws rather than work on a %s', async (_, pk, sk, work) => {
    await row(pk, sk);
    await expect(work()).rejects.toThrow(WrittenByNewer);
    expect((await register.table.get({ pk, sk }, anyRow))?.schema).toBe(9);
    expect(await documents()).toEqual(before);
  });

  async function touchMayAndPublish() {
    await register.ports.marks.put({ subject: '2020-05', token: 'token' });
    return register.publish();
  }
});

/** Takes the version away from every row there is; gives their number. */
async function forgetVersions({ clients }: Register): Promise<number> {
  let rows = 0;
  for (const TableName of ['register', 'partners'])
    for (const first of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
      for await (const page of scannedRows(clients.documents, TableName, first, []))
        for (const Key of page) {
          const forget = { TableName, Key, UpdateExpression: 'REMOVE #schema' };
          const names = { ExpressionAttributeNames: { '#schema': 'schema' } };
          await clients.documents.send(new UpdateCommand({ ...forget, ...names }));
          rows += 1;
        }
  return rows;
}
