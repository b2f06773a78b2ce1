import * as z from 'zod';
import type { Behaviour, DistributionDescription, Origin } from './distribution.ts';
import { cachePolicy, headersPolicy, managedCachePolicies, managedHeadersPolicies } from './edge-policies.ts';
import { physicalName, type Resource } from './intrinsic.ts';
import type { ReadProperties } from './resources.ts';

/** The origin request policies that may be named: AllViewerExceptHostHeader and CORS-S3Origin. */
const originRequestPolicies = [
  'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
];

const behaviour = z.strictObject({
  PathPattern: z.string().default('*'),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  CachedMethods: z.array(z.string()).optional(),
  CachePolicyId: z.string(),
  Compress: z.boolean().default(false),
  FunctionAssociations: z
    .array(z.strictObject({ EventType: z.literal('viewer-request'), FunctionARN: z.string() }))
    .max(1)
    .default([]),
  OriginRequestPolicyId: z.enum(originRequestPolicies).optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  ViewerProtocolPolicy: z.string(),
});
const origin = z.strictObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(''),
  OriginAccessControlId: z.string().optional(),
  S3OriginConfig: z.unknown().optional(),
  CustomOriginConfig: z.unknown().optional(),
});
const distribution = z.object({
  DistributionConfig: z.strictObject({
    Origins: z.array(origin),
    DefaultCacheBehavior: behaviour,
    CacheBehaviors: z.array(behaviour).default([]),
    DefaultRootObject: z.string().default(''),
    Comment: z.string().optional(),
    Enabled: z.literal(true),
    HttpVersion: z.string().optional(),
    IPV6Enabled: z.boolean().optional(),
    PriceClass: z.string().optional(),
  }),
});
const corsRules = z.object({
  CorsConfiguration: z
    .object({
      CorsRules: z.array(
        z.object({
          AllowedOrigins: z.array(z.string()),
          AllowedMethods: z.array(z.string()),
          AllowedHeaders: z.array(z.string()).default([]),
          ExposedHeaders: z.array(z.string()).default([]),
          MaxAge: z.number().optional(),
        }),
      ),
    })
    .default({ CorsRules: [] }),
});

/** Describes an AWS::CloudFront::Distribution with the policies, functions and origins that it names. */
export function describeDistribution(
  id: string,
  read: ReadProperties,
  resources: Record<string, Resource>,
  resolve: (value: unknown) => unknown,
): DistributionDescription {
  const { DistributionConfig: config } = read(id, distribution);

  const describeOrigin = (originId: string): Origin => {
    const found = config.Origins.find(({ Id }) => Id === originId);
    if (found === undefined) throw new Error(`${id} has no origin ${originId}`);
    if (/\.execute-api\./.test(found.DomainName)) return { api: true, domain: found.DomainName };
    const bucket = Object.entries(resources).find(
      ([name, { Type }]) =>
        Type === 'AWS::S3::Bucket' && found.DomainName.startsWith(`${physicalName(Type, name)}.`),
    );
    if (bucket === undefined)
      throw new Error(`The origin ${originId} of ${id} is neither the API nor a bucket`);
    const { CorsRules } = read(bucket[0], corsRules).CorsConfiguration;
    return {
      api: false,
      bucket: physicalName('AWS::S3::Bucket', bucket[0]),
      prefix: found.OriginPath,
      corsRules: CorsRules.map((rule) => ({
        origins: rule.AllowedOrigins,
        methods: rule.AllowedMethods,
        headers: rule.AllowedHeaders,
        exposed: rule.ExposedHeaders,
        maxAge: rule.MaxAge,
      })),
    };
  };
  const propertiesOf = (policyId: string) => {
    const policy = resources[policyId];
    if (policy === undefined) throw new Error(`The policy ${policyId} that ${id} names is not known here`);
    return resolve(policy.Properties);
  };
  const describeFunction = (arn: string): string => {
    const name = arn.split('/').at(-1) ?? '';
    return read(name, z.object({ FunctionCode: z.string() })).FunctionCode;
  };
  const describeBehaviour = (source: z.infer<typeof behaviour>): Behaviour => {
    const { CachePolicyId: cacheId, ResponseHeadersPolicyId: headersId } = source;
    const encodings = managedCachePolicies[cacheId] ?? cachePolicy.parse(propertiesOf(cacheId));
    const [viewerRequest] = source.FunctionAssociations;
    return {
      pattern: source.PathPattern,
      methods: source.AllowedMethods,
      origin: describeOrigin(source.TargetOriginId),
      encodings: source.Compress ? encodings : { gzip: false, brotli: false },
      ...(viewerRequest && { viewerRequest: describeFunction(viewerRequest.FunctionARN) }),
      ...(headersId !== undefined && {
        headersPolicy: managedHeadersPolicies[headersId] ?? headersPolicy.parse(propertiesOf(headersId)),
      }),
    };
  };
  return {
    defaultRootObject: config.DefaultRootObject,
    behaviours: [...config.CacheBehaviors, config.DefaultCacheBehavior].map(describeBehaviour),
  };
}
