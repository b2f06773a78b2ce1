import * as z from 'zod';
import type { AuthorizerDescription, RouteDescription } from './http-api.ts';
import type { FunctionDescription } from './lambda-instance.ts';
import type { MappingDescription } from './mapping.ts';
import type { QueueDescription, TableDescription } from './provision.ts';

/** Reads the properties of a resource that a schema names, resolved and parsed; throws an error naming the id. */
export type ReadProperties = <T extends z.ZodObject>(id: string, schema: T) => z.infer<T>;

const lastPart = (arn: string) => arn.split(/[:/]/).at(-1) ?? '';

/** Describes an AWS::DynamoDB::Table. An index is refused: dynalite cannot add one to a table that exists. */
export function describeTable(id: string, read: ReadProperties): TableDescription {
  const { KeySchema: keys, TimeToLiveSpecification: expiry } = read(
    id,
    z.object({
      KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
      AttributeDefinitions: z.array(z.object({ AttributeType: z.literal('S') })),
      GlobalSecondaryIndexes: z.undefined().optional(),
      LocalSecondaryIndexes: z.undefined().optional(),
      StreamSpecification: z.undefined().optional(),
      TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.literal(true) }).optional(),
    }),
  );
  const key = (type: string) => keys.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const sortKey = key('RANGE');
  return {
    name: id,
    partitionKey: key('HASH') ?? '',
    ...(sortKey !== undefined && { sortKey }),
    ...(expiry && { timeToLive: expiry.AttributeName }),
  };
}

/** Describes an AWS::SQS::Queue. */
export function describeQueue(id: string, read: ReadProperties): QueueDescription {
  const { RedrivePolicy, ...numbers } = read(
    id,
    z.object({
      FifoQueue: z.undefined().optional(),
      VisibilityTimeout: z.number().optional(),
      DelaySeconds: z.number().optional(),
      MessageRetentionPeriod: z.number().optional(),
      RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
    }),
  );
  return {
    name: id,
    attributes: {
      ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
      ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    },
  };
}

/** Describes an AWS::KMS::Key, which must be one that signs by Ed25519. */
export function describeKey(id: string, read: ReadProperties): string {
  read(id, z.object({ KeySpec: z.literal('ECC_NIST_EDWARDS25519'), KeyUsage: z.literal('SIGN_VERIFY') }));
  return id;
}

/** Describes an AWS::Lambda::Function whose code is an asset. */
export function describeFunction(
  id: string,
  read: ReadProperties,
  assetFolder: (key: string) => string,
): FunctionDescription {
  const properties = read(
    id,
    z.object({
      Code: z.object({ S3Key: z.string() }),
      Handler: z.string(),
      Runtime: z.literal('nodejs24.x'),
      Timeout: z.number().default(3),
      MemorySize: z.number().default(128),
      Environment: z.object({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
      Layers: z.undefined().optional(),
    }),
  );
  return {
    name: id,
    asset: assetFolder(properties.Code.S3Key),
    handler: properties.Handler,
    timeout: properties.Timeout,
    memory: properties.MemorySize,
    environment: properties.Environment.Variables,
  };
}

/** Describes an AWS::Lambda::EventSourceMapping of a queue. */
export function describeMapping(id: string, read: ReadProperties): MappingDescription {
  const properties = read(
    id,
    z.object({
      EventSourceArn: z.string().startsWith('arn:aws:sqs:'),
      FunctionName: z.string(),
      BatchSize: z.number().default(10),
      MaximumBatchingWindowInSeconds: z.number().default(0),
      FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
      ScalingConfig: z.object({ MaximumConcurrency: z.number() }).default({ MaximumConcurrency: 1000 }),
      FilterCriteria: z.undefined().optional(),
      Enabled: z.literal(true).default(true),
    }),
  );
  return {
    queueName: lastPart(properties.EventSourceArn),
    functionName: lastPart(properties.FunctionName),
    batchSize: properties.BatchSize,
    window: properties.MaximumBatchingWindowInSeconds,
    maximumConcurrency: properties.ScalingConfig.MaximumConcurrency,
    reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

/** Describes an AWS::ApiGatewayV2::Route with its Lambda integration and its authorizer. */
export function describeRoute(id: string, read: ReadProperties): RouteDescription {
  const route = read(
    id,
    z.object({
      RouteKey: z.string(),
      Target: z.string().startsWith('integrations/'),
      AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
      AuthorizerId: z.string().optional(),
    }),
  );
  const integration = read(
    lastPart(route.Target),
    z.object({
      IntegrationType: z.literal('AWS_PROXY'),
      IntegrationUri: z.string().startsWith('arn:aws:lambda:'),
      PayloadFormatVersion: z.literal('2.0'),
    }),
  );
  return {
    key: route.RouteKey,
    functionName: lastPart(integration.IntegrationUri),
    ...(route.AuthorizerId !== undefined && { authorizer: describeAuthorizer(route.AuthorizerId, read) }),
  };
}

function describeAuthorizer(id: string, read: ReadProperties): AuthorizerDescription {
  const properties = read(
    id,
    z.object({
      AuthorizerType: z.literal('REQUEST'),
      AuthorizerPayloadFormatVersion: z.literal('2.0'),
      EnableSimpleResponses: z.literal(true),
      AuthorizerUri: z.string().endsWith('/invocations'),
      IdentitySource: z.array(z.string().regex(/^\$request\.(header|querystring)\./)),
      AuthorizerResultTtlInSeconds: z.number().default(0),
    }),
  );
  return {
    name: id,
    functionName: lastPart(properties.AuthorizerUri.replace(/\/invocations$/, '')),
    identitySources: properties.IdentitySource,
    ttl: properties.AuthorizerResultTtlInSeconds,
  };
}

/** Describes an AWS::Scheduler::Schedule that invokes a function; how often is not taken from the template. */
export function describeSchedule(id: string, read: ReadProperties): { functionName: string; input: unknown } {
  const { Target: target } = read(
    id,
    z.object({
      Target: z.object({
        Arn: z.string().startsWith('arn:aws:lambda:'),
        Input: z.string().default('{}'),
      }),
    }),
  );
  return { functionName: lastPart(target.Arn), input: JSON.parse(target.Input) };
}
