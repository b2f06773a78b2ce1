import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSample } from '../../cli/sample/load.ts';
import { createClient } from '../../client/src/client.ts';
import { apiInMemory, fetchInMemory } from '../support/api-in-memory.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
const refused = join(folder, 'refused.json');
const activity = JSON.parse(readFileSync(join(root, 'examples/activity.json'), 'utf-8'));

/** Resolves the client as its source: the package is not built in this repository. */
const fromSource = `data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) =>
    next(name === '@activity-register/client' ? 'file://${root}client/src/client.ts' : name, context) });`,
)}`;

const partners = [
  { name: 'node', command: process.execPath, words: ['--import', fromSource, 'examples/post-activity.mjs'] },
  { name: 'python', command: 'python3', words: ['examples/post-activity.py'] },
  { name: 'curl', command: 'bash', words: ['examples/post-activity.sh'] },
];
const needed: Record<string, string> = { python: 'python3', curl: 'curl' };
const isHere = (name: string) =>
  needed[name] === undefined || spawnSync(needed[name], ['--version']).status === 0;

/** A register that loses the first answer to every key, and says once of every submission that it is queued. */
const api = fetchInMemory(
  apiInMemory([
    { id: 'office', name: 'Office', office: true },
    { id: 'careless', name: 'Careless', office: false },
    ...partners.map(({ name }) => ({ id: name, name, office: false })),
  ]),
);
const keys: string[] = [];
const asked = new Set<string>();
const server = createServer((request, response) => void answerTo(request, response));
let base = '';

async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '' } = request;
  const headers = request.headers as Record<string, string>;
  const body = await text(request);
  const answer = await api(`${base}${url}`, { method, headers, ...(body === '' ? {} : { body }) });
  const { 'idempotency-key': key } = headers;
  if (key !== undefined) keys.push(`${headers.authorization} ${key}`);
  if (key !== undefined && keys.filter((each) => each.endsWith(key)).length === 1) {
    request.socket.destroy();
    return;
  }
  const isFirst = url.includes('/submissions/') && !asked.has(url);
  asked.add(url);
  const told = await answer.text();
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(isFirst ? told.replace('"applied"', '"queued"') : told);
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const office = createClient({ base, key: 'office', fetch: api });
  for (const project of readSample().projects.filter(({ code }) => code === 'GLACY+'))
    await office.putProject(project);
  const odd = { ...activity, start: '2020-02-30', countries: [{ code: 'UK', role: 'beneficiary' }] };
  writeFileSync(refused, JSON.stringify(odd));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

describe.concurrent.each(partners)('the example of a partner in $name', ({ name, command, words }) => {
  const post = (key: string, ...file: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      const env = { PATH: process.env.PATH, REGISTER: base, REGISTER_KEY: key };
      execFile(command, [...words, ...file], { cwd: root, env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  it.skipIf(!isHere(name))(
    'posts an activity once though the first answer is lost, and follows it',
    async () => {
      const { code, stdout, stderr } = await post(name);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^taken: .*revision "?1"?\n(?:warning: .*\n)*applied\n$/);
      const sent = keys.filter((each) => each.startsWith(`Bearer ${name} `));
      expect(sent).toHaveLength(2);
      expect(new Set(sent).size).toBe(1);
      const client = createClient({ base, key: name, fetch: api });
      expect(await client.activity(activity.reference)).toMatchObject({ revision: 1, activity });
    },
  );

  it.skipIf(!isHere(name))('tells what is wrong with an activity, and where', async () => {
    const { code, stdout, stderr } = await post('careless', refused);
    expect([code, stdout]).toEqual([1, '']);
    for (const found of ['/start', 'is a day that does not exist', '/countries/0/code', 'write'])
      expect(stderr).toContain(found);
  });
});
