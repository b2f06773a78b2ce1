import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { sdkEnvironment } from '../local/engines.ts';
import { Refusal } from '../local/refusal.ts';
import { runningRegister, runningRegisterFile } from '../local/running.ts';
import type { Surroundings, Which } from './command.ts';

const outputsFile = 'cdk.outputs.json';
const deploy = `write it with npx cdk deploy --outputs-file ${outputsFile}`;

/**
 * Finds a register: the one that runs on `data`, to which the SDK's environment is then pointed, or with `aws` the
 * one deployed with `cdk deploy --outputs-file cdk.outputs.json`, reached with the environment as it is. Returns
 * the outputs of its stack by name, and its public address; throws a Refusal that says what is missing.
 */
export function connect({ data, aws }: Which, { env }: Pick<Surroundings, 'env'>) {
  const { outputs, url } = aws ? deployed() : running(data, env);
  const output = (name: string): string => {
    const value = outputs[name];
    if (value === undefined) throw new Refusal(`The stack has no output ${name}`);
    return value;
  };
  return { output, url: url ?? new URL(output('FeedUrl')).origin };
}

function running(data: string, env: Surroundings['env']) {
  const file = runningRegisterFile(data);
  const start = `start it with npx register start --data ${data}`;
  const register = existsSync(file)
    ? jsonIn(file, runningRegister, `is not what a running register writes: ${start}`)
    : undefined;
  if (register === undefined || !isAlive(register.pid))
    throw new Refusal(`No register is running on ${data}: ${start}`, 2);
  Object.assign(env, sdkEnvironment(register.endpoints));
  return register;
}

function deployed(): { outputs: Record<string, string>; url?: string } {
  if (!existsSync(outputsFile)) {
    throw new Refusal(`There is no ${outputsFile}: ${deploy}`, 2);
  }
  const stacks = z.record(z.string(), z.record(z.string(), z.string()));
  const all = jsonIn(outputsFile, stacks, `holds no outputs of stacks: ${deploy}`);
  return { outputs: Object.assign({}, ...Object.values(all)) };
}

/** What a file of JSON holds. Throws a Refusal that says what is wrong with it. */
function jsonIn<Value>(file: string, schema: { parse(value: unknown): Value }, wrong: string): Value {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Refusal(`${file} ${wrong}`, 2);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
