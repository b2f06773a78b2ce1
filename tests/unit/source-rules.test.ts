import { describe, expect, it } from 'vitest';
import { circlesOf, faultsOf, type Import, importsOf, type Source, strayImports } from './source-rules.ts';

const file = (path: string, text = ''): Source => ({ path, text });

describe('the rules of the sources', () => {
  it.each<[string, string, Import[]]>([
    ['a name', "import { a } from './b.ts';", [{ target: 'shared/b.ts', typeOnly: false }]],
    [
      'names on lines',
      "import {\n  a,\n  type b,\n} from '../functions/c.ts';",
      [{ target: 'functions/c.ts', typeOnly: false }],
    ],
    ['a type', "import type * as z from 'zod';", [{ target: 'zod', typeOnly: true }]],
    ['nothing but effects', "import './b.ts';", [{ target: 'shared/b.ts', typeOnly: false }]],
    [
      'JSON',
      "import t from './t.json' with { type: 'json' };",
      [{ target: 'shared/t.json', typeOnly: false }],
    ],
    ['a re-export', "export * from './b.ts';", [{ target: 'shared/b.ts', typeOnly: false }]],
    ['a dynamic import', "  const b = await import('node:fs');", [{ target: 'node:fs', typeOnly: false }]],
    ['a computed import', 'await import(/* as it is */ name)', [{ target: '(computed)', typeOnly: false }]],
    ['a docstring', "/** {@link import('./b.ts').a} */\nexport const a = 'b';", []],
    ['an export', "export const a = 'b';\nexport function c() {}", []],
  ])('see the imports in %s', (_, text, expected) => {
    expect(importsOf(file('shared/a.ts', text))).toEqual(expected);
  });

  it.each([
    ['shared/words/a.ts', '../checks/b.ts'],
    ['shared/checks/a.ts', '../intake/b.ts'],
    ['shared/feed/a.ts', '../recording/b.ts'],
    ['shared/figures/a.ts', '../ports.ts'],
    ['shared/readers/a.ts', '../api/b.ts'],
    ['shared/log/a.ts', '../feed/b.ts'],
    ['shared/log/a.ts', '../figures/b.ts'],
    ['shared/log/a.ts', '../ports.ts'],
    ['shared/intake/a.ts', '../log/b.ts'],
    ['shared/stray.ts', './words/b.ts'],
    ['functions/http/a.ts', '../aws/b.ts'],
    ['client/src/a.ts', '../../local/b.ts'],
    ['client/src/a.ts', '../../shared/words/b.ts'],
    ['client/src/a.ts', 'zod'],
    ['local/a.ts', '../cli/b.ts'],
    ['shared/words/a.ts', '../../functions/b.ts'],
    ['shared/words/a.ts', 'node:fs'],
    ['shared/words/a.ts', '@middy/core'],
    ['functions/a.ts', '../infra/b.ts'],
    ['functions/a.ts', '../local/b.ts'],
    ['functions/a.ts', 'aws-lambda'],
    ['infra/a.ts', '../functions/b.ts'],
    ['infra/a.ts', '../shared/activity.ts'],
    ['cli/sample/a.ts', '../../infra/b.ts'],
    ['local/a.ts', '../functions/submit.ts'],
    ['local/a.ts', '../tests/b.ts'],
    ['local/a.ts', 'aws-cdk-lib'],
    ['website/a.ts', '../shared/feed/documents.ts'],
    ['website/a.ts', '../functions/a.ts'],
  ])('refuse that %s imports %s', (path, target) => {
    expect(strayImports([file(path, `import { a } from '${target}';`)])).toHaveLength(1);
    expect(strayImports([file(path, `export { a } from '${target}';`)])).toHaveLength(1);
  });

  it('let functions import the types of aws-lambda, the client types alone, and the command the tables of partners', () => {
    expect(strayImports([file('functions/a.ts', "import type { A } from 'aws-lambda';")])).toEqual([]);
    expect(
      strayImports([file('client/src/a.ts', "import type { A } from '../../shared/words/activity.ts';")]),
    ).toEqual([]);
    expect(
      strayImports([file('cli/a.ts', "import { a } from '../functions/aws/partner-table.ts';")]),
    ).toEqual([]);
  });

  it('see a circle of any length, once', () => {
    const to = (path: string, ...targets: string[]) =>
      file(path, targets.map((target) => `import type { A } from './${target}.ts';\n`).join(''));
    const line = [to('a/a.ts', 'b', 'c'), to('a/b.ts', 'c'), to('a/c.ts')];
    expect(circlesOf(line)).toEqual([]);
    expect(circlesOf([...line.slice(0, 2), to('a/c.ts', 'b')])).toEqual(['a/b.ts -> a/c.ts']);
    expect(circlesOf([to('a/a.ts', 'a')])).toEqual(['a/a.ts']);
    expect(circlesOf([to('a/b.ts', 'c'), to('a/c.ts', 'a'), to('a/a.ts', 'b')])).toEqual([
      'a/a.ts -> a/b.ts -> a/c.ts',
    ]);
  });

  it.each([
    ['shared/a.ts', 'a\n'.repeat(401), 'has over 400 lines'],
    ['local/sample/utils.ts', '', 'is named after nothing'],
    ['infra/index.ts', '', 'is named after nothing'],
    ['shared/publicRecord.ts', '', 'is not in kebab-case'],
    ['tests/a.test.ts', "import { z } from 'zod';", 'imports zod otherwise than as z'],
    ['shared/a.ts', "import z from 'zod';", 'imports zod otherwise than as z'],
    ['functions/aws/table.ts', 'process.env.TABLE', 'reads the environment'],
    ['shared/a.ts', 'const now = new Date();', 'asks for the time or for chance'],
    ['tests/a.test.ts', `// ${'TO'}${'DO'}`, 'leaves something to be done'],
    ['local/a.ts', `// ${'FIX'}${'ME'}: later`, 'leaves something to be done'],
  ])('see that %s with %j %s', (path, text, fault) => {
    expect(faultsOf(file(path, text))).toEqual([`${path}: ${fault}`]);
  });

  it('find no fault where there is none', () => {
    const zod =
      "import * as z from 'zod';\nimport type * as y from 'zod';\nimport type { ZodType } from 'zod';\n";
    for (const [path, text] of [
      ['shared/public-record.ts', zod.split('import type * as y')[0]],
      ['shared/a.ts', 'a\n'.repeat(400)],
      ['functions/config.ts', 'process.env'],
      ['cli/partner.ts', 'process.env; new Date()'],
      ['tests/support/a.test.ts', 'a\n'.repeat(300)],
    ] as const)
      expect(faultsOf(file(path, text))).toEqual([]);
  });
});
