import { fileURLToPath } from 'node:url';
import { Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, EventSourceMapping, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import {
  Charset,
  type ICommandHooks,
  LogLevel,
  NodejsFunction,
  OutputFormat,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { LedgerTable } from './ledger.ts';

type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

interface RegisterFunctionProps {
  /** File name, without ending, of the entry in functions/. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Megabytes; CPU comes in proportion, a whole one at 1769. */
  readonly memory: number;
  /** Files of the project, by their paths from its root, that the bundle is to have in its folder files/. */
  readonly files?: readonly string[];
  /** What becomes of an asynchronous invocation that fails or has to wait; Lambda's own choice where not given. */
  readonly retries?: { readonly attempts: number; readonly maxAge: Duration };
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** What bundles have in the place of a package: a file of the project, by its path from the root. */
export const inThePlaceOf = {
  '@aws-sdk/credential-provider-node': 'functions/aws/lambda-credentials.ts',
} as const;

/**
 * One function of the register with a role, a log group and a bundle of its own.
 * It starts without any right but to write its log; whatever else it may do, and the environment variable that
 * says where, comes from one of the methods below.
 */
export class RegisterFunction extends Construct {
  readonly lambda: NodejsFunction;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: RegisterFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    this.lambda = new NodejsFunction(this, 'Function', {
      entry: `${root}functions/${props.entry}.ts`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memory,
      ...(props.retries && { retryAttempts: props.retries.attempts, maxEventAge: props.retries.maxAge }),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Tracing would need a right on every resource of the account, and one line of log per request tells as much.
      tracing: Tracing.DISABLED,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        bundleAwsSDK: true,
        charset: Charset.UTF8,
        logLevel: LogLevel.WARNING,
        commandHooks: copying(props.files ?? []),
        esbuildArgs: Object.fromEntries(
          Object.entries(inThePlaceOf).map(([name, file]) => [`--alias:${name}`, root + file]),
        ),
      },
    });
  }

  /**
   * Lets the function do these things with items of a table, and tells it the table's name.
   * @param leadingKeys patterns of the partition keys it may name; without them, every key. The condition cannot be
   *   avoided by leaving the key out: each of the actions names the partition keys it touches.
   */
  may(
    actions: readonly TableAction[],
    { table, variable }: LedgerTable,
    leadingKeys?: readonly string[],
  ): void {
    const conditions = leadingKeys && { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } };
    this.allow(
      actions.map((action) => `dynamodb:${action}`),
      table.tableArn,
      conditions,
    );
    this.lambda.addEnvironment(variable, table.tableName);
  }

  /** Lets the function count what partners ask, each against its limit of so many a minute. */
  limits(register: LedgerTable, requestsPerMinute: number): void {
    this.may(['UpdateItem'], register, ['RATE#*']);
    this.lambda.addEnvironment('REQUESTS_PER_MINUTE', String(requestsPerMinute));
  }

  /** Lets the function send to a queue, and tells it the queue's address. */
  maySend(queue: Queue): void {
    this.allow(['sqs:SendMessage'], queue.queueArn);
    this.lambda.addEnvironment('SUBMISSION_QUEUE_URL', queue.queueUrl);
  }

  /**
   * Lets the function read and write the objects of a bucket below a folder, plain and gzipped; tells it the bucket's name and
   * the public address of the folder.
   */
  mayStore(bucket: Bucket, folder: string, url: string): void {
    // Without the right to list, S3 answers 403 where an object is missing, and a first run could not tell.
    this.allow(['s3:ListBucket'], bucket.bucketArn);
    this.allowObjects(['s3:GetObject', 's3:PutObject'], bucket, [`${folder}/*`, `gzip/${folder}/*`]);
    this.lambda.addEnvironment('FEED_BUCKET', bucket.bucketName);
    this.lambda.addEnvironment('FEED_URL', `${url}/`);
  }

  /** Lets the function remove the objects of a bucket whose paths are like one of the patterns. */
  mayRemove(bucket: Bucket, patterns: readonly string[]): void {
    this.allowObjects(['s3:DeleteObject'], bucket, patterns);
  }

  /** Lets the function lock objects below a folder for so many years, which it is told. */
  mayLock(bucket: Bucket, folder: string, years: number): void {
    this.allowObjects(['s3:PutObjectRetention'], bucket, [`${folder}/*`]);
    this.lambda.addEnvironment('OBJECT_LOCK_YEARS', String(years));
  }

  private allowObjects(actions: string[], bucket: Bucket, patterns: readonly string[]): void {
    const name = bucket.stack.getLogicalId(bucket.node.defaultChild as CfnBucket);
    for (const pattern of patterns) {
      this.allow(actions, bucket.arnForObjects(pattern));
      Validations.of(this.role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${name}.Arn>/${pattern}]`,
        reason: `The documents of the feed are named by their contents; the right ends with ${pattern}.`,
      });
    }
  }

  /** Lets the function sign with keys, messages as they are and with Ed25519 only, and tells it which, the oldest first. */
  maySign(keys: readonly Key[]): void {
    for (const { keyArn } of keys) {
      this.allow(['kms:GetPublicKey'], keyArn);
      this.allow(['kms:Sign'], keyArn, {
        StringEquals: { 'kms:SigningAlgorithm': 'ED25519_SHA_512', 'kms:MessageType': 'RAW' },
      });
    }
    this.lambda.addEnvironment(
      'LOG_KEYS',
      Fn.join(
        ',',
        keys.map(({ keyId }) => keyId),
      ),
    );
  }

  /** Has the messages of a queue handed to the function, which answers with those it could not finish. */
  consumes(queue: Queue, props: { readonly batchSize: number; readonly concurrency: number }): void {
    this.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn);
    new EventSourceMapping(this, 'Messages', {
      target: this.lambda,
      eventSourceArn: queue.queueArn,
      batchSize: props.batchSize,
      maxBatchingWindow: Duration.seconds(0),
      reportBatchItemFailures: true,
      maxConcurrency: props.concurrency,
    });
  }

  private allow(actions: string[], resource: string, conditions?: Record<string, unknown>): void {
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions,
        resources: [resource],
        ...(conditions && { conditions }),
      }),
    );
  }
}

/** The commands with which files of the project come to lie beside a bundle. */
function copying(files: readonly string[]): ICommandHooks {
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (from, to) => [
      ...(files.length === 0 ? [] : [`mkdir "${to}/files"`]),
      ...files.map((file) => `cp "${from}/${file}" "${to}/files"`),
    ],
  };
}
