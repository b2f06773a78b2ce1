import { readFileSync } from 'node:fs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLambdaApi } from '../../local/lambda.ts';
import { eventually, reach, runningFunction } from './running.ts';

const payloadOf = (outcome: object) =>
  'payload' in outcome ? JSON.parse(outcome.payload as string) : outcome;

describe('a function', () => {
  it('gets the event, the environment of the template and endpoints, and nothing of this process', async () => {
    process.env.LEAKED = 'yes';
    const { invoke } = runningFunction(
      `export const handler = async (event, { functionName, awsRequestId }) =>
        ({ event, functionName, id: typeof awsRequestId, env: process.env })`,
      { environment: { REGISTER_TABLE: 'register' } },
    );
    const answer = payloadOf(await invoke('echo', { a: 1 }));
    expect(answer).toMatchObject({ event: { a: 1 }, functionName: 'echo', id: 'string' });
    expect(answer.env).toMatchObject({ REGISTER_TABLE: 'register', AWS_LAMBDA_FUNCTION_NAME: 'echo' });
    expect(answer.env).not.toHaveProperty('LEAKED');
  });

  it('is loaded once and handles one invocation at a time', async () => {
    const { invoke } = runningFunction(`
      let calls = 0;
      let running = 0;
      export const handler = async () => {
        running += 1;
        const alone = running === 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
        running -= 1;
        return { call: ++calls, alone };
      }`);
    const answers = await Promise.all([1, 2, 3].map(() => invoke('echo', {})));
    expect(answers.map(payloadOf)).toEqual([1, 2, 3].map((call) => ({ call, alone: true })));
  });

  it('runs in as many instances as there are invocations, up to the limit', async () => {
    const code = `
      import { threadId } from 'node:worker_threads';
      export const handler = () => new Promise((resolve) => setTimeout(resolve, 200, threadId))`;
    const { invoke } = runningFunction(code, {}, 2);
    const answers = await Promise.all([1, 2, 3, 4].map(() => invoke('echo', {})));
    expect(new Set(answers.map(payloadOf)).size).toBe(2);
  });

  it('is not invoked for one whose turn comes when it would no longer wait', async () => {
    const { invoke } = runningFunction(`
      let calls = 0;
      export const handler = () => new Promise((resolve) => setTimeout(() => resolve(++calls), 50))`);
    const [first, refused, last] = await Promise.all([
      invoke('echo', {}, 0),
      invoke('echo', {}, 0),
      invoke('echo', {}),
    ]);
    expect(refused).toMatchObject({ error: { errorType: 'TooManyRequestsException' } });
    expect([first, last].map((answer) => payloadOf(answer as object))).toEqual([1, 2]);
  });

  it('fails with type and message when it throws, and is used again', async () => {
    const { invoke } = runningFunction(`
      let calls = 0;
      export const handler = async () => { calls += 1; if (calls === 1) throw new TypeError('no'); return calls; }`);
    expect(await invoke('echo', {})).toMatchObject({ error: { errorType: 'TypeError', errorMessage: 'no' } });
    expect(payloadOf(await invoke('echo', {}))).toBe(2);
  });

  it.each([
    ['runs into its timeout', 'while (true);', 'Sandbox.Timedout'],
    ['leaves the process', 'process.exit(0);', 'Runtime.ExitError'],
  ])('fails when it %s, and starts afresh', async (_, deed, errorType) => {
    const { invoke } = runningFunction(
      `export const handler = async ({ deed }) => { if (deed) { ${deed} } return 'well'; }`,
      { timeout: 1 },
    );
    expect(await invoke('echo', { deed: true })).toMatchObject({ error: { errorType } });
    expect(payloadOf(await invoke('echo', {}))).toBe('well');
  });

  it('may not take a callback', async () => {
    const { invoke } = runningFunction(
      'export const handler = (event, context, callback) => callback(null, 1)',
    );
    expect(await invoke('echo', {})).toMatchObject({ error: { errorType: 'Error' } });
  });

  it('writes to the log file, not to the terminal', async () => {
    const { invoke, logFile } = runningFunction(
      `export const handler = async () => { console.log('seen'); }`,
    );
    await invoke('echo', {});
    await eventually(() =>
      expect(JSON.parse(readFileSync(logFile, 'utf8'))).toMatchObject({ function: 'echo', text: 'seen' }),
    );
  });
});

describe("Lambda's Invoke call", () => {
  async function client(code: string) {
    const { invoke } = runningFunction(code);
    const api = await startLambdaApi(['echo'], invoke);
    onTestFinished(() => api.stop());
    const lambda = new LambdaClient(reach(api.url));
    return (FunctionName: string) => lambda.send(new InvokeCommand({ FunctionName, Payload: '{"a":1}' }));
  }

  it("answers the SDK's client with what the function returns", async () => {
    const invoke = await client('export const handler = async (event) => event');
    const answer = await invoke('echo');
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.Payload?.transformToString()).toBe('{"a":1}');
  });

  it('says that the function failed, and why', async () => {
    const invoke = await client(`export const handler = () => { throw new Error('no'); }`);
    const answer = await invoke('echo');
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ errorMessage: 'no' });
  });

  it('refuses a function that is not there', async () => {
    const invoke = await client('export const handler = () => null');
    await expect(invoke('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
