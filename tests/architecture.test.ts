import { readdirSync, readFileSync } from 'node:fs';
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
