import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackup } from '../../cli/backup-file.ts';
import { deadLetters } from '../../functions/aws/activity-rows.ts';
import { type LedgerRecord, ledger } from '../../functions/aws/ledger-rows.ts';
import { openTable, scannedRows } from '../../functions/aws/table.ts';
import { runningRegister, runningRegisterFile } from '../../local/running.ts';
import { index } from '../../shared/feed/documents.ts';
import { ways } from '../support/busy-register.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';
import { withoutChanges } from '../support/published.ts';
import { anActivity, glacy, period } from '../support/register.ts';
import { clientOf, eventually, type RunningRegister, runRegister } from '../support/running-register.ts';
import { register, registerAsUser, startRegister } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'recovery-'));
const file = join(folder, 'backup.ndjson');
const never = ['--empty', '--every', '86400'];
let one: RunningRegister;
let other: RunningRegister;
let key = '';

type Tool = 'status' | 'dead-letters' | 'rebuild' | 'backup' | 'restore';
type Ended = { code: number; out: string; err: string };

/** Runs a command on the register of a data folder, as a user would: as a process. */
const asUser = (data: string, name: Tool, ...words: string[]): Promise<Ended> =>
  registerAsUser([name, ...words, '--data', join(folder, data)]);
/** The same in this process, which is soon done. */
const tool = (data: string, name: Tool, ...words: string[]): Promise<Ended> =>
  register(name, ...words, '--data', join(folder, data));

/** The tables of a register that runs, reached past it. */
function tablesOf(data: string) {
  const running = runningRegister.parse(
    JSON.parse(readFileSync(runningRegisterFile(join(folder, data)), 'utf8')),
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const endpoint = running.endpoints.dynamodb;
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials }),
  );
  const { RegisterTable: register = '', PartnerTable: partners = '' } = running.outputs;
  const table = openTable(client, register);
  return {
    client,
    register,
    table,
    letters: deadLetters(table),
    ledger: ledger(client, { register, partners }),
  };
}

/** The documents of a register, but for its address and what tells how it came to them: changes, vintages and its log. */
async function published({ url }: RunningRegister): Promise<Record<string, string>> {
  const get = (path: string) => fetch(new URL(`/feed/${path}`, url));
  const { documents } = index.parse(await (await get('index.json')).json());
  const texts = documents
    .filter(({ path }) => !/^(?:changes|vintages)\//.test(path) && path !== 'log.json')
    .map(async ({ path, immutable }) => [path, await (await get(immutable)).text()] as const);
  const origin = new URL(url).origin;
  const placeless = (await Promise.all(texts)).map(
    ([path, text]) => [path, text.replaceAll(origin, 'https://register.example')] as const,
  );
  return withoutChanges(new Map(placeless));
}

const letter = (name: string, body: string) => ({
  schema: 1 as const,
  id: `00000000-0000-4000-8000-00000000000${name}`,
  body,
  reason: 'TypeError: made\nup',
  at: '2026-11-20T12:00:00.000Z',
});
const message = (reference: string, revision: number, more = {}) =>
  JSON.stringify({
    id: `10000000-0000-4000-8000-00000000000${revision}`,
    partner: 'office',
    reference,
    revision,
    acceptedAt: '2026-11-20T12:00:00.000Z',
    operation: 'put',
    activity: anActivity({ reference }),
    ...more,
  });
/** What a release before has stored of a submission. */
const oldReceipt = {
  schema: 1 as const,
  id: '20000000-0000-4000-8000-000000000001',
  partner: 'office',
  reference: 'moved',
  revision: 1,
  acceptedAt: '2026-11-20T12:00:00.000Z',
  operation: 'put' as const,
};
const letters = {
  later: letter('1', message('plain', 3, { schema: 1 })),
  older: letter('2', message('moved', 2)),
  broken: letter('3', '{"reference":'),
  newer: letter('4', message('plain', 5, { schema: 2 })),
};

beforeAll(async () => {
  one = await runRegister(join(folder, 'one'), ...never);
  key = (await one.tool('partner', 'add', 'office', '--name', 'Office', '--office')).at(-1) ?? '';
  const office = clientOf(one.url, key);
  await office('PUT', '/v1/projects/GLACY%2B', glacy);
  await office('PUT', '/v1/periods/2020', period);
  await office('PUT', `/v1/treaty-events/${anEvent.id}`, anEvent);
  await office('PUT', '/v1/treaty-events/185-GH-deleted', { ...anEvent, id: '185-GH-deleted' });
  await office('DELETE', '/v1/treaty-events/185-GH-deleted');
  await office('PUT', `/v1/legislation-surveys/${aSurvey.id}`, aSurvey);
  await office('PUT', `/v1/contributions/${aContribution.id}`, aContribution);
  const longest = Math.max(...Object.values(ways).map(({ length }) => length));
  for (let step = 0; step < longest; step += 1)
    await Promise.all(
      Object.entries(ways).map(async ([reference, way]) => {
        const changes = way[step];
        if (changes === undefined) return;
        const path = `/v1/activities/${reference}`;
        const { status, headers } = await (changes === 'withdraw'
          ? office('DELETE', path)
          : office('PUT', path, anActivity({ reference, ...changes })));
        expect(status).toBe(202);
        await eventually(
          () => office('GET', headers.get('location') ?? ''),
          ({ body }) => body.status !== 'queued',
        );
      }),
    );
  for (const each of Object.values(letters)) await tablesOf('one').letters.put(each);
  await tablesOf('one').ledger.insert({ kind: 'receipt', record: oldReceipt });
  await one.tool('publish');
});
afterAll(async () => {
  for (const running of [one, other]) expect(await running?.end('SIGTERM')).toBe(0);
  rmSync(folder, { recursive: true });
});

describe('register dead-letters', () => {
  it('is named on the terminal of the register once there are letters', async () => {
    await eventually(
      async () => one.printed.join('\n'),
      (printed) => printed.includes(`npx register dead-letters list --data ${join(folder, 'one')}`),
    );
  });

  it('put the register in danger, as its status says', async () => {
    const { code, out, err } = await asUser('one', 'status', '--json');
    expect([code, err]).toEqual([1, expect.stringContaining('npx register dead-letters list (4)')]);
    expect(JSON.parse(out)).toMatchObject({
      submissions: { waiting: 0 },
      unrecorded: { waiting: 0 },
      marks: { waiting: 0 },
      snapshot: { number: 1 },
      rebuild: null,
    });
  });

  it('lists every letter on a line: id, when, whose, and why', async () => {
    const { out } = await asUser('one', 'dead-letters', 'list');
    expect(out.trimEnd().split('\n')).toEqual(
      Object.values(letters).map(({ id, at, reason, body }) =>
        [
          id,
          at,
          body === letters.later.body
            ? 'office/plain/3'
            : body === letters.older.body
              ? 'office/moved/2'
              : '-',
          reason.replace('\n', ' '),
        ].join('\t'),
      ),
    );
  });

  it.each([
    ['later', 'the activity office/plain would be applied as revision 3'],
    ['older', 'would be superseded by revision 4'],
    ['broken', 'cannot be read, because'],
    ['newer', 'cannot be read, because a record (submission) was written by a newer register'],
  ] as const)('shows a letter (%s) with what a replay would do', async (name, consequence) => {
    const { code, out } = await tool('one', 'dead-letters', 'show', letters[name].id);
    expect([code, out]).toEqual([0, expect.stringContaining(consequence)]);
    expect(out).toContain(name === 'broken' ? letters.broken.body : '"title": {\n');
  });

  it.each([
    ['an id that is not there', ['show', 'nothing'], 'There is no dead letter nothing\n'],
    [
      'a letter that cannot be read',
      ['replay', letters.broken.id],
      'cannot be replayed, because it cannot be read',
    ],
  ])('refuses %s with a sentence', async (_, words, sentence) => {
    const { code, err } = await tool('one', 'dead-letters', ...words);
    expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
    expect(err).not.toContain('    at ');
  });
});

describe('register backup and register restore', () => {
  const restored = (name: string) => tool('other', 'restore', join(folder, name));
  const variant = (name: string, change: (lines: string[]) => string[]) => {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(
      join(folder, name),
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return name;
  };
  /** The lines, changed, with a trailer that fits them. */
  const sealed = (change: (line: string) => string) => (lines: string[]) => {
    const changed = lines.slice(0, -1).map(change);
    const sha256 = createHash('sha256')
      .update(changed.map((line) => `${line}\n`).join(''))
      .digest('hex');
    return [...changed, JSON.stringify({ ...JSON.parse(lines.at(-1) ?? ''), sha256 })];
  };

  it('writes everything that cannot be derived to a file that only its owner reads', async () => {
    expect((await asUser('one', 'backup', file)).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kinds: Record<string, number> = {};
    for await (const { kind } of readBackup(file)) kinds[kind] = (kinds[kind] ?? 0) + 1;
    expect(kinds).toEqual({
      deadLetter: 4,
      activity: 8,
      receipt: 1,
      revisions: 8,
      project: 1,
      period: 1,
      treatyEvent: 2,
      legislationSurvey: 1,
      donorContribution: 1,
      partner: 1,
    });
    expect(readFileSync(file, 'utf8')).not.toContain(key);
  });

  it('does not write over a file', async () => {
    const { code, err } = await tool('one', 'backup', file);
    expect([code, err]).toEqual([1, expect.stringContaining('There is a file')]);
  });

  it('refuses what is damaged, and writes nothing', async () => {
    other = await runRegister(join(folder, 'other'), ...never);
    for (const [name, sentence] of [
      [variant('cut', (lines) => lines.slice(0, -1)), 'the file was cut'],
      [variant('short', (lines) => lines.toSpliced(3, 1)), 'changed or damaged'],
      [
        variant('changed', (lines) => lines.map((line) => line.replace('2020-07', '2020-08'))),
        'changed or damaged',
      ],
      [variant('half', (lines) => [...lines.slice(0, 3), '{"kind":"activi']), 'is not JSON'],
      [variant('longer', (lines) => [...lines, ...lines]), 'comes after the trailer'],
      [
        variant('later', (lines) => lines.map((line) => line.replace('"schema":1,"at"', '"schema":2,"at"'))),
        'version 2',
      ],
      [
        variant(
          'newer',
          sealed((line) => line.replace('"record":{"schema":1', '"record":{"schema":2')),
        ),
        'newer register',
      ],
      [
        variant(
          'twice',
          sealed((line) => line.replace('"reference":"desk"', '"reference":"plain"')),
        ),
        'same name',
      ],
      [
        variant(
          'counters',
          sealed((line) => line.replace('"revision":4}', '"revision":1}')),
        ),
        'a counter below it',
      ],
      ['nowhere', 'cannot be read'],
    ] as const) {
      const { code, err } = await restored(name);
      const expected = name === 'nowhere' ? 2 : 1;
      expect([name, code, err]).toEqual([name, expected, expect.stringContaining(sentence)]);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
    for await (const page of tablesOf('other').ledger.records('revisions')) expect(page).toEqual([]);
  });

  it('goes on where a restore was interrupted, from a backup of version 0, and publishes the same to the byte', async () => {
    const old = variant(
      'old',
      sealed((line) => line.replace('"record":{"schema":1,', '"record":{')),
    );
    let restoredBefore = 0;
    for await (const record of readBackup(file)) {
      restoredBefore += 1;
      if (restoredBefore % 3 === 0) await tablesOf('other').ledger.insert(record);
    }
    const { code, err } = await asUser('other', 'restore', join(folder, old));
    expect([code, err]).toEqual([0, expect.stringMatching(/^([A-Z][a-z ]+ \d+\/\d+\n)*$/)]);
    expect(await published(other)).toEqual(await published(one));
  });

  it('gives back a register that knows its keys and goes on giving revisions above the old ones', async () => {
    const office = clientOf(other.url, key);
    const { status, body } = await office('PUT', '/v1/activities/moved', anActivity({ reference: 'moved' }));
    expect([status, body.revision]).toEqual([202, 5]);
    const gone = await office('GET', '/v1/activities/withdrawn');
    expect(gone.status).toBe(410);
    expect((await office('GET', `/v1/treaty-events/${anEvent.id}`)).body).toEqual(anEvent);
    expect((await office('GET', '/v1/treaty-events/185-GH-deleted')).status).toBe(410);
    expect((await office('GET', `/v1/contributions/${aContribution.id}`)).body).toEqual(aContribution);
    expect(await tablesOf('other').letters.get(letters.broken.id)).toEqual(letters.broken);
    const old = await office('GET', `/v1/submissions/${oldReceipt.id}`);
    expect(old.body).toMatchObject({ submission: oldReceipt.id, activity: 'moved', status: 'superseded' });
  });

  it('does not restore into a register that is not empty', async () => {
    const { code, err } = await restored('backup.ndjson');
    expect([code, err]).toEqual([1, expect.stringContaining('The register is not empty')]);
  });
});

describe('register rebuild', () => {
  const loseDerived = async () => {
    const { client, register, table } = tablesOf('one');
    for (const prefix of ['MONTH#', 'PUBLICATION'])
      for await (const page of scannedRows(client, register, prefix, []))
        for (const row of page) await table.remove(row);
  };
  /** Writes what a newer register would in the place of an activity, which no rebuild goes past; gives how to undo it. */
  const obstruct = async () => {
    const { table, ledger } = tablesOf('one');
    const key = { pk: 'ACTIVITIES#office', sk: 'plain' };
    const found: LedgerRecord[] = [];
    for await (const page of ledger.records('activity'))
      found.push(...page.filter((each) => each.kind === 'activity' && each.record.reference === 'plain'));
    const [standing] = found;
    if (standing === undefined) throw new Error('there is an activity of this reference');
    await table.put(key, { schema: 9 });
    return async () => {
      await table.remove(key);
      expect(await ledger.insert(standing)).toBe(true);
    };
  };

  it('brings back everything derived, beside the register that runs', async () => {
    const before = await published(one);
    await loseDerived();
    const { code, out, err } = await asUser('one', 'rebuild');
    expect([code, out]).toEqual([0, expect.stringContaining('Rebuilt from 8 activities in 6 months.')]);
    expect(err).toContain('Writing contributions 8/8\n');
    expect(out).not.toContain('Resuming');
    expect(await published(one)).toEqual(before);
  });

  it('says that it goes on with one that was interrupted, unless it is to begin anew', async () => {
    const before = await published(one);
    for (const words of [[], ['--anew']]) {
      const clear = await obstruct();
      const { code, err } = await tool('one', 'rebuild');
      expect([code, err]).toEqual([1, expect.stringContaining('newer register')]);
      await clear();
      const { out } = await tool('one', 'rebuild', ...words);
      expect(/^Resuming the rebuild that was begun at \S+Z and interrupted\.$/m.test(out)).toBe(
        words.length === 0,
      );
      expect(out).toContain('Rebuilt from 8 activities in 6 months.');
    }
    expect(await published(one)).toEqual(before);
  });

  it('ends the same after it was killed', async () => {
    const before = await published(one);
    await loseDerived();
    const killed = startRegister(['rebuild', '--data', join(folder, 'one')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    killed.stderr?.once('data', () => killed.kill('SIGKILL'));
    await once(killed, 'exit');
    const { code } = await tool('one', 'rebuild');
    expect(code).toBe(0);
    expect(await published(one)).toEqual(before);
  });
});

describe('register dead-letters, when it changes something', () => {
  it('replays all that can be read, and names what cannot', async () => {
    const { code, out, err } = await asUser('one', 'dead-letters', 'replay', '--all');
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect([code, err]).toEqual([1, expect.stringContaining(`${letters.broken.id}, ${letters.newer.id}`)]);
    const office = clientOf(one.url, key);
    await eventually(
      () => office('GET', '/v1/activities/plain'),
      ({ body }) => body.revision === 3,
    );
    expect((await office('GET', '/v1/activities/moved')).body.revision).toBe(4);
    expect(await tablesOf('one').letters.get(letters.later.id)).toBeUndefined();
  });

  it('prints a letter that it discards, on one line', async () => {
    const { out } = await tool('one', 'dead-letters', 'discard', letters.broken.id);
    expect(JSON.parse(out)).toEqual(letters.broken);
    expect(await tablesOf('one').letters.get(letters.broken.id)).toBeUndefined();
  });

  it('does not remove a letter that was buried anew since it was read', async () => {
    const office = tablesOf('one').letters;
    await office.put({ ...letters.newer, at: '2026-11-21T12:00:00.000Z' });
    expect(await office.remove(letters.newer)).toBe(false);
    expect(await office.get(letters.newer.id)).toBeDefined();
  });
});
