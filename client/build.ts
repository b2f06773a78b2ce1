// Writes dist/, what the package holds: node build.ts

import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { openapi } from '../shared/api/openapi.ts';

const repository = join(import.meta.dirname, '..');
const dist = join(import.meta.dirname, 'dist');

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: [join(repository, 'client/src/client.ts'), join(repository, 'client/src/stub.ts')],
  outdir: dist,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
});
emitDeclarations(await typesOfTheApi());

/**
 * Writes the declarations of the sources, checked and emitted from a copy in which contract.ts is `contract`: it needs
 * neither the schemas nor zod.
 */
function emitDeclarations(contract: string): void {
  const copy = mkdtempSync(join(tmpdir(), 'client-build-'));
  const needed = [
    'package.json',
    'tsconfig.json',
    'client/tsconfig.json',
    'client/src',
    'shared/words/limits.ts',
  ];
  for (const path of needed) cpSync(join(repository, path), join(copy, path), { recursive: true });
  writeFileSync(join(copy, 'client/src/contract.ts'), contract);
  const emitted = join(copy, 'emitted');
  execFileSync('tsc', ['-p', join(copy, 'client'), '--outDir', emitted], { stdio: 'inherit' });
  for (const file of globSync(join(emitted, 'client/src/*.d.ts'))) cpSync(file, join(dist, basename(file)));
  rmSync(copy, { recursive: true });
}

/**
 * The types of the API from its own description, with what is said there of every field. They are those that
 * src/contract.ts infers from the schemas: a test holds the two against each other.
 */
async function typesOfTheApi(): Promise<string> {
  const $defs = JSON.parse(
    JSON.stringify(openapi().components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
    (field, schema) => (field === 'suggestion' ? { ...schema, tsType: 'Json' } : schema),
  );
  const types = await compile({ $defs, type: 'object' }, 'Unused', {
    additionalProperties: false,
    bannerComment: '',
    format: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
  });
  const notes =
    /(?: \*\n)? \* This \w+ was referenced by `Unused`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g;
  return types
    .replace('export interface Unused {\n\n}\n', '')
    .replaceAll(notes, '')
    .replaceAll('/**\n */\n', '')
    .concat('type Json = string | number | boolean | null | Json[] | { [key: string]: Json };\n');
}
