import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import Negotiator from 'negotiator';
import { answerText } from '../shared/checks/answer-text.ts';
import { problemOf } from '../shared/checks/problem.ts';
import { answerLanguages } from '../shared/words/bilingual.ts';
import { bucketOrigin, distribution } from './distribution.ts';
import { sdkEnvironment, startEngines } from './engines.ts';
import { startExpiry } from './expiry.ts';
import { lockFolder } from './folder-lock.ts';
import { startFront } from './front.ts';
import { httpApi, type OriginRequest, type OriginResponse } from './http-api.ts';
import { startLambda, startLambdaApi } from './lambda.ts';
import { openLog } from './log-file.ts';
import { pollQueue, startSchedule } from './mapping.ts';
import { provision } from './provision.ts';
import { runningRegisterFile } from './running.ts';
import { readStack } from './template.ts';

/** What is answered to everybody until the functions can be called. */
export const startingUp = ({ headers }: OriginRequest): OriginResponse => {
  const problem = problemOf('unavailable', 'The register is starting.');
  const language = new Negotiator({ headers }).language(answerLanguages) === 'fr' ? 'fr' : 'en';
  return {
    status: 503,
    headers: {
      'content-type': 'application/problem+json',
      'content-language': language,
      'cache-control': 'no-store',
      'retry-after': '1',
    },
    body: Buffer.from(`${answerText(problem, language)}\n`),
  };
};

/** A register that runs. `fatal` rejects when it cannot go on; `stop` finishes what is in flight. */
export interface Register {
  url: string;
  outputs: Record<string, string>;
  fatal: Promise<never>;
  isStopping(): boolean;
  stop(): Promise<void>;
}

/**
 * Runs the stack that was synthesized into `stackFolder`, with its data in `dataFolder`, on http://127.0.0.1:port,
 * and points the SDK's environment of this process at it. Publishes every `everySeconds`. Throws a Refusal when
 * the folder or the port is not to be had.
 */
export async function startRegister(options: {
  stackFolder: string;
  dataFolder: string;
  port: number;
  everySeconds: number;
  /** How many requests a partner has in a minute; as the stack says where not given. */
  requestsPerMinute?: number;
}): Promise<Register> {
  const { stackFolder, dataFolder, port, everySeconds, requestsPerMinute } = options;
  const lock = lockFolder(dataFolder);
  const log = openLog(join(dataFolder, 'log.ndjson'), teller());
  const report = (error: unknown) =>
    log({ stream: 'runtime', error: String((error as Error)?.stack ?? error) });

  let stopping = false;
  let answer = async (request: OriginRequest): Promise<OriginResponse> => startingUp(request);
  const front = await startFront({ port, answer: (request) => answer(request), report });
  const engines = await startEngines(dataFolder);
  const { dynamodb, sqs, s3, kms } = engines;
  const endpoints = { dynamodb, sqs, s3, kms };
  Object.assign(process.env, sdkEnvironment(endpoints));
  const clients = {
    dynamodb: new DynamoDBClient({}),
    sqs: new SQSClient({}),
    s3: new S3Client({ forcePathStyle: true }),
  };

  const queueUrl = (name: string) => `${engines.sqs}/000000000000/${name}`;
  const stack = readStack(stackFolder, { queueUrl, domain: new URL(front.url).host });
  if (requestsPerMinute !== undefined)
    for (const { environment } of stack.functions)
      if ('REQUESTS_PER_MINUTE' in environment) environment.REQUESTS_PER_MINUTE = String(requestsPerMinute);
  await provision(stack, clients, queueUrl, engines);
  const lambda = startLambda({ functions: stack.functions, endpoints, log });
  const lambdaApi = await startLambdaApi(
    stack.functions.map(({ name }) => name),
    lambda.invoke,
  );
  Object.assign(process.env, sdkEnvironment({ lambda: lambdaApi.url }));

  const { invoke } = lambda;
  const mappings = stack.mappings.map((mapping) =>
    pollQueue({ sqs: clients.sqs, queueUrl: queueUrl(mapping.queueName), mapping, invoke }),
  );
  const schedules = stack.schedules.map((schedule) => startSchedule({ ...schedule, invoke, everySeconds }));
  const expiry = startExpiry(clients.dynamodb, stack.tables, report);
  answer = distribution(stack.distribution, {
    api: httpApi({ routes: stack.routes, invoke }),
    bucket: (origin) => bucketOrigin(clients.s3, origin),
  });

  const outputs = { ...stack.outputs, PublishEveryMinutes: String(everySeconds / 60) };
  const all = { ...endpoints, lambda: lambdaApi.url };
  const running = { pid: process.pid, url: front.url, endpoints: all, outputs };
  writeFileSync(runningRegisterFile(dataFolder), `${JSON.stringify(running, null, 2)}\n`);
  return {
    url: front.url,
    outputs,
    fatal: Promise.race(mappings.map(({ failed }) => failed)),
    isStopping: () => stopping,
    async stop() {
      stopping = true;
      await front.stop();
      await Promise.all([...schedules, ...mappings, expiry].map((part) => part.stop()));
      await lambdaApi.stop();
      await lambda.stop();
      await engines.stop();
      rmSync(runningRegisterFile(dataFolder));
      lock.release();
    },
  };
}

/** Says where somebody sees it why the log cannot be written, once for each reason. */
function teller(): (line: string, reason: Error) => void {
  const reported = new Set<string>();
  return (_, { message }) => {
    if (!reported.has(message)) process.stderr.write(`The log cannot be written: ${message}\n`);
    reported.add(message);
  };
}
