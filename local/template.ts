import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { bucketPolicy, type ObjectAction, refusedBy } from './bucket-policy.ts';
import type { DistributionDescription } from './distribution.ts';
import { describeDistribution } from './distribution-template.ts';
import type { RouteDescription } from './http-api.ts';
import { createResolver, type Places, physicalName } from './intrinsic.ts';
import type { FunctionDescription } from './lambda-instance.ts';
import type { MappingDescription } from './mapping.ts';
import type { QueueDescription, TableDescription } from './provision.ts';
import {
  describeFunction,
  describeKey,
  describeMapping,
  describeQueue,
  describeRoute,
  describeSchedule,
  describeTable,
  type ReadProperties,
} from './resources.ts';

/** Everything that the local runtime takes from the synthesized template. Names are those of this machine. */
interface StackDescription {
  tables: TableDescription[];
  queues: QueueDescription[];
  buckets: string[];
  /** The keys that sign. */
  keys: string[];
  /** What the policies of the buckets refuse, whoever asks. */
  refuses: (asked: ObjectAction) => boolean;
  functions: FunctionDescription[];
  mappings: MappingDescription[];
  routes: RouteDescription[];
  schedules: { functionName: string; input: unknown }[];
  distribution: DistributionDescription;
  outputs: Record<string, string>;
}

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});
const assets = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** Types that the local runtime can do without: rights, logs, alarms, and what only matters to AWS. */
const withoutCounterpart = [
  /^AWS::(CDK|CloudWatch|IAM|Logs|SNS)::/,
  /^AWS::ApiGatewayV2::(Api|Stage|Integration|Authorizer)$/,
  /^AWS::CloudFront::(CachePolicy|Function|OriginAccessControl|ResponseHeadersPolicy)$/,
  /^AWS::Lambda::(EventInvokeConfig|Permission)$/,
  /^AWS::SQS::QueuePolicy$/,
];
const withCounterpart = [
  'AWS::ApiGatewayV2::Route',
  'AWS::CloudFront::Distribution',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
];

/**
 * Reads the one stack that was synthesized into `folder` and describes it. Throws an error that names the resource,
 * property or intrinsic function it cannot make sense of: nothing is guessed.
 */
export function readStack(folder: string, places: Places): StackDescription {
  const file = (ending: string) => {
    const [name, ...more] = readdirSync(folder).filter((candidate) => candidate.endsWith(ending));
    if (name === undefined || more.length > 0) throw new Error(`${folder} does not hold one ${ending}`);
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  };
  const folders = new Map(
    Object.values(assets.parse(file('.assets.json')).files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(folder, source.path)] as const),
    ),
  );
  return describeStack(file('.template.json'), places, (key) => {
    const asset = folders.get(key);
    if (asset === undefined) throw new Error(`The asset ${key} is not in ${folder}`);
    return asset;
  });
}

/** Describes a template; `assetFolder` finds the unpacked folder of an asset by its object key. Decision 0007. */
export function describeStack(
  source: unknown,
  places: Places,
  assetFolder: (key: string) => string,
): StackDescription {
  const { Resources: resources, Outputs: outputs } = template.parse(source);
  const resolved = createResolver(resources, places);
  // The origin is reached without TLS here.
  const resolve = (value: unknown): unknown => withoutTls(resolved(value), places.domain);
  const read: ReadProperties = (id, schema) => {
    const properties = resources[id]?.Properties ?? {};
    const wanted = Object.keys(schema.shape).filter((name) => name in properties);
    const parsed = schema.safeParse(
      Object.fromEntries(wanted.map((name) => [name, resolve(properties[name])])),
    );
    if (!parsed.success) throw new Error(`${id} is not understood: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  };
  for (const [id, { Type }] of Object.entries(resources)) {
    if (!withCounterpart.includes(Type) && !withoutCounterpart.some((known) => known.test(Type))) {
      throw new Error(`${id} is of type ${Type}, which is not known here`);
    }
  }
  const each = <T>(type: string, describe: (id: string) => T): T[] =>
    Object.keys(resources)
      .filter((id) => resources[id]?.Type === type)
      .map(describe);
  const [distribution, ...others] = each('AWS::CloudFront::Distribution', (id) =>
    describeDistribution(id, read, resources, resolve),
  );
  if (distribution === undefined || others.length > 0)
    throw new Error('The template must have one distribution');
  const policies = each('AWS::S3::BucketPolicy', (id) => refusedBy(read(id, bucketPolicy)));
  return {
    tables: each('AWS::DynamoDB::Table', (id) => describeTable(id, read)),
    queues: each('AWS::SQS::Queue', (id) => describeQueue(id, read)),
    buckets: each('AWS::S3::Bucket', (id) => physicalName('AWS::S3::Bucket', id)),
    keys: each('AWS::KMS::Key', (id) => describeKey(id, read)),
    refuses: (asked) => policies.some((refuses) => refuses(asked)),
    functions: each('AWS::Lambda::Function', (id) => describeFunction(id, read, assetFolder)),
    mappings: each('AWS::Lambda::EventSourceMapping', (id) => describeMapping(id, read)),
    routes: each('AWS::ApiGatewayV2::Route', (id) => describeRoute(id, read)),
    schedules: each('AWS::Scheduler::Schedule', (id) => describeSchedule(id, read)),
    distribution,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { Value }]) => [name, z.string().parse(resolve(Value))]),
    ),
  };
}

/** Every address of the origin in a value, with http instead of https. */
function withoutTls(value: unknown, domain: string): unknown {
  if (typeof value === 'string') return value.replaceAll(`https://${domain}`, `http://${domain}`);
  if (Array.isArray(value)) return value.map((each) => withoutTls(each, domain));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutTls(each, domain)]));
}
