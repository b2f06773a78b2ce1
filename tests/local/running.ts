import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished, vi } from 'vitest';
import { type Endpoints, localRegion, startEngines } from '../../local/engines.ts';
import { startLambda } from '../../local/lambda.ts';
import type { FunctionDescription } from '../../local/lambda-instance.ts';
import { openLog } from '../../local/log-file.ts';
import { bundleFolder, temporaryFolder } from './temporary-folder.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** How a test's SDK client reaches an endpoint. */
export const reach = (endpoint: string) => ({ region: localRegion, credentials, endpoint });

/** Endpoints that no test function calls. */
export const nowhere: Endpoints = { dynamodb: '', sqs: '', s3: '', kms: '' };

/** Engines on a folder, stopped when the test is over; clients for them. */
export async function runningEngines(folder = temporaryFolder()) {
  const engines = await startEngines(folder);
  onTestFinished(() => engines.stop());
  return { engines, ...clients(engines) };
}

/** SDK clients for the given endpoints. */
export function clients(endpoints: Endpoints) {
  return {
    sqs: new SQSClient(reach(endpoints.sqs)),
    dynamodb: new DynamoDBClient(reach(endpoints.dynamodb)),
    s3: new S3Client({ ...reach(endpoints.s3), forcePathStyle: true }),
  };
}

/** Lambda with one function, named `echo`, of the given code. Tests side by side give their own `finished`. */
export function runningFunction(
  code: string,
  description: Partial<FunctionDescription> = {},
  maxInstances = 1,
  finished = onTestFinished,
) {
  const asset = bundleFolder(code, finished);
  const logFile = `${asset}/log.ndjson`;
  const whole = { name: 'echo', asset, handler: 'index.handler', timeout: 10, memory: 128, environment: {} };
  const lambda = startLambda({
    functions: [{ ...whole, ...description }],
    endpoints: nowhere,
    log: openLog(logFile, () => undefined),
    maxInstances,
  });
  finished(() => lambda.stop());
  return { ...lambda, logFile };
}

/** Creates a queue and returns its address. */
export async function newQueue(sqs: SQSClient, name: string, attributes: Record<string, string> = {}) {
  const created = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return created.QueueUrl ?? '';
}

/** How many messages of a queue wait, and how many are in flight. */
export async function queueDepth(sqs: SQSClient, queueUrl: string) {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return {
    waiting: Number(Attributes?.ApproximateNumberOfMessages),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
  };
}

/** Waits until an assertion holds. */
export const eventually = (assertion: () => unknown) =>
  vi.waitFor(assertion, { timeout: 15_000, interval: 50 });
