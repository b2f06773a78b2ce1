import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

/** Where `npm run fetch-dynamodb-local` puts Amazon's engine. */
export const amazonFolder = join(import.meta.dirname, '..', '..', '.dynamodb-local');
const jar = join(amazonFolder, 'DynamoDBLocal.jar');
export const isFetched = (): boolean => existsSync(jar);

/** Why DynamoDB Local does not run here, if it does not. It listens on every interface of the machine, so it must be asked for. */
export function whyNotHere(): string | undefined {
  if (process.env.DYNAMODB_LOCAL !== '1')
    return 'not asked for with DYNAMODB_LOCAL=1, as it listens on every interface';
  if (!isFetched()) return 'not fetched with npm run fetch-dynamodb-local';
  return spawnSync('java', ['-version']).status === 0 ? undefined : 'there is no Java';
}

/** Starts DynamoDB Local in memory on a free port. */
export async function startDynamodbLocal(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const engine = spawn(
    'java',
    [
      `-Djava.library.path=${join(amazonFolder, 'DynamoDBLocal_lib')}`,
      '-jar',
      jar,
      '-inMemory',
      '-disableTelemetry',
      '-port',
      `${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], cwd: amazonFolder },
  );
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url)))
    if (engine.exitCode !== null) throw new Error(`DynamoDB Local ended with ${engine.exitCode}`);
  return {
    url,
    async stop() {
      const ended = once(engine, 'exit');
      engine.kill();
      await ended;
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
