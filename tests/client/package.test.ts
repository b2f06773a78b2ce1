import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStub } from '../../client/src/stub.ts';

const root = new URL('../..', import.meta.url).pathname;
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'partner-'));
const project = join(folder, 'project');
const installed = join(project, 'node_modules/@activity-register/client');
const readme = readFileSync(join(root, 'client/README.md'), 'utf-8');
const examples = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code);
const activity = JSON.parse(readFileSync(join(root, 'examples/activity.json'), 'utf-8'));
const { version } = JSON.parse(readFileSync(join(root, 'client/package.json'), 'utf-8'));

/** The global fetch of an example is that of a stub, which refuses the first request if it is told to. */
const withStub = `
import { createStub, problem } from '@activity-register/client/stub';
const stub = createStub({ queuedFor: 1 });
globalThis.fetch = stub.fetch;
const finding = { severity: 'error', code: 'unknown_project', pointer: '/projects/0', detail: 'is no project' };
if (process.env.REFUSES) stub.script(problem('refused', { findings: [finding] }));
`;
/** What an empty project does not know: Node's types. */
const ambient = `
declare const process: { env: Record<string, string | undefined> };
declare module 'node:assert/strict' {
  const assert: { equal(one: unknown, other: unknown): void; deepEqual(one: unknown, other: unknown): void };
  export default assert;
}
`;

/** Packs the client as it is published and installs it, without a network, into a project that holds nothing else. */
beforeAll(async () => {
  mkdirSync(project);
  const { stdout } = await run('npm', ['pack', '-w', 'client', '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const [packed] = Object.values(JSON.parse(stdout)) as { filename: string }[];
  writeFileSync(join(project, 'package.json'), '{"private": true, "type": "module"}');
  await run(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed?.filename ?? '')],
    {
      cwd: project,
    },
  );
  writeFileSync(join(project, 'with-stub.mjs'), withStub);
  writeFileSync(join(project, 'ambient.d.ts'), ambient);
  for (const [at, code] of examples.entries()) writeFileSync(join(project, `example-${at}.mjs`), code);
});
afterAll(() => rmSync(folder, { recursive: true }));

const exampleFiles = ['ambient.d.ts', ...examples.map((_, at) => `example-${at}.mjs`)];

/** Type-checks files of the project with the compiler of this repository, and gives what it says. */
async function check(settings: object, files: readonly string[]): Promise<string> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    checkJs: true,
    types: [],
    target: 'es2022',
    ...settings,
  };
  const file = join(project, `tsconfig-${files.length}.json`);
  writeFileSync(file, JSON.stringify({ compilerOptions, files }));
  return run('tsc', ['-p', file]).then(
    ({ stdout }) => stdout,
    ({ stdout }) => stdout,
  );
}

/** The Nodes of this machine that the package is for, each once: the one that runs the tests, and others on the path. */
const nodes = new Map(
  [process.execPath, ...(process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'node'))]
    .filter(existsSync)
    .map((path) => [execFileSync(path, ['--version'], { encoding: 'utf-8' }).trim(), path] as const)
    .filter(([name]) => Number(/^v(\d+)/.exec(name)?.[1]) >= 20),
);

describe('the package of the client', () => {
  it('holds its code, its types and its documents, and depends on nothing', () => {
    expect(readdirSync(installed).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
    ]);
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      '@activity-register',
    ]);
    for (const file of readdirSync(join(installed, 'dist')))
      expect(readFileSync(join(installed, 'dist', file), 'utf-8')).not.toMatch(
        /from '(?!\.\/[a-z-]+\.(?:ts|js)')|\bzod\b|node:/,
      );
  });

  it('type-checks strictly in an empty project with a bundler', async () => {
    const exactly = { exactOptionalPropertyTypes: true, lib: ['es2022', 'dom', 'dom.iterable'] };
    expect(await check({ ...exactly, module: 'esnext', moduleResolution: 'bundler' }, exampleFiles)).toBe('');
  });

  it('type-checks as Node resolves it, with the types of the schemas that requests are parsed by', async () => {
    const source = join(root, 'client/src/contract.ts');
    const names = [...readFileSync(source, 'utf-8').matchAll(/^export type (\w+) =/gm)].map(
      ([, name]) => name,
    );
    expect(names).toContain('NewActivity');
    const lines = [
      `import type * as schemas from '${source}';`,
      `import type * as packed from '${installed}/dist/contract.js';`,
      'type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;',
      ...names.map((name) => `export const is${name}: Same<schemas.${name}, packed.${name}> = true;`),
    ];
    writeFileSync(join(project, 'same.ts'), lines.join('\n'));
    const sources = { allowImportingTsExtensions: true, resolveJsonModule: true, skipLibCheck: true };
    const lib = ['es2024', 'dom', 'dom.iterable'];
    const settings = { ...sources, lib, module: 'nodenext', moduleResolution: 'nodenext' };
    expect(await check(settings, [...exampleFiles, 'same.ts'])).toBe('');
  });

  it.each([...nodes])('does under Node %s what the examples of its README say', async (_, node) => {
    const of = (at: number, env = {}) =>
      run(node, ['--import', './with-stub.mjs', `example-${at}.mjs`], {
        cwd: project,
        env: { REGISTER_KEY: 'k', ...env },
      });
    const [posted, refused, many, tested] = await Promise.all([
      of(0),
      of(0, { REFUSES: 'yes' }),
      of(1),
      of(2),
    ]);
    expect(examples).toHaveLength(3);
    expect(posted).toEqual({ stdout: 'applied\n', stderr: '' });
    expect(refused).toEqual({ stdout: '', stderr: '/projects/0 is no project\n' });
    expect(many).toEqual({ stdout: 'revision 1 of Webinar 250\n250 activities\n', stderr: '' });
    expect(tested).toEqual({ stdout: 'tested\n', stderr: '' });
  });

  it('is no larger in the bundle of a page than its README says, and asks of the page what all browsers have', async () => {
    const bundle = await build({
      stdin: {
        contents: "export { createClient } from '@activity-register/client';",
        resolveDir: project,
      },
      ...{
        bundle: true,
        minify: true,
        platform: 'browser',
        format: 'iife',
        globalName: 'register',
        write: false,
      },
    });
    const { contents = new Uint8Array(), text = '' } = bundle.outputFiles[0] ?? {};
    const [, kilobytes = ''] = /at most (\d+) KB \(minified, gzip\)/.exec(readme) ?? [];
    expect(Number(kilobytes)).toBeLessThanOrEqual(6);
    expect(gzipSync(contents).length).toBeLessThanOrEqual(Number(kilobytes) * 1000);
    const { fetch } = createStub();
    const lossy = async (...[address, request]: Parameters<typeof fetch>) => {
      const answer = await fetch(address, request);
      if (tries++ === 0) throw new TypeError('fetch failed');
      return answer;
    };
    let tries = 0;
    const page = { URL, Headers, AbortSignal, TextEncoder, crypto, setTimeout, clearTimeout, fetch: lossy };
    const posted = runInNewContext(
      `${text}; register.createClient({ base: 'https://register.example', key: 'k' }).submit(${JSON.stringify(activity)})`,
      page,
    );
    expect([await posted, tries]).toMatchObject([{ revision: 1 }, 2]);
  });

  it('says its version where it says what is new, and how it is installed', () => {
    expect(readFileSync(join(root, 'client/CHANGELOG.md'), 'utf-8')).toMatch(
      new RegExp(`^## ${version}$`, 'm'),
    );
    expect(readme).toContain(`activity-register-client-${version}.tgz`);
  });
});
