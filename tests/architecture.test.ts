import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesOf, faultsOf, roomOf, type Source, strayImports } from './unit/source-rules.ts';

const root = new URL('..', import.meta.url).pathname;
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$|cdk\.out)/.test(entry.name))
  .map(({ name }) => name);
const sources: Source[] = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => posix.join(folder, String(file))),
  )
  .filter((path) => path.endsWith('.ts') && !/\/(?:dist|node_modules)\//.test(path))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf-8') }));

describe('the architecture', () => {
  it('has a rule for every room with a source', () => {
    expect(sources.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path)).toEqual([]);
    const withSources = new Set(sources.map(({ path }) => roomOf(path)));
    for (const room of [
      'shared/words/',
      'shared/feed/',
      'functions/http/',
      'functions/aws/',
      'cli/',
      'client/src/',
      'local/',
    ])
      expect(withSources).toContain(room);
  });

  it('lets imports run one way', () => {
    expect(strayImports(sources)).toEqual([]);
  });

  it('has no circle', () => {
    expect(circlesOf(sources)).toEqual([]);
  });

  it('has files of a screenful or a few, each named after what it is about', () => {
    expect(sources.flatMap(faultsOf)).toEqual([]);
  });
});

describe('the documents for those who carry on', () => {
  const decisions = readdirSync(join(root, 'docs/decisions')).map((file) => file.slice(0, 4));
  const documents = [
    ...readdirSync(root).filter((file) => file.endsWith('.md')),
    'client/README.md',
    ...readdirSync(join(root, 'docs'), { recursive: true }).map((file) => posix.join('docs', String(file))),
  ].filter((path) => path.endsWith('.md'));
  const textOf = (path: string) => readFileSync(join(root, path), 'utf-8');

  it('name files that are there', () => {
    const named = documents.flatMap((path) =>
      [...textOf(path).matchAll(new RegExp(`\`((?:${folders.join('|')})/[\\w./-]*)\``, 'g'))].map(
        ([, file = '']) => ({ path, file }),
      ),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('link to files that are there', () => {
    const linked = documents.flatMap((path) =>
      [...textOf(path).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, file = '']) => ({ path, file })),
    );
    expect(linked.length).toBeGreaterThan(20);
    expect(linked.filter(({ path, file }) => !existsSync(join(root, posix.dirname(path), file)))).toEqual([]);
  });

  it('decide what the source cites where it binds, and nothing else', () => {
    const cited = sources
      .filter(({ path }) => !path.startsWith('tests/') || path === 'tests/unit/source-rules.ts')
      .flatMap(({ text }) => [...text.matchAll(/\bDecisions? (\d{4})(?:(?:, \d{4})* and (\d{4}))?/g)])
      .flatMap(([whole]) => whole.match(/\d{4}/g) ?? []);
    expect([...new Set(cited)].sort()).toEqual(decisions.sort());
  });
});
