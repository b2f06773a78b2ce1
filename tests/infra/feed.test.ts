import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { bucketPolicy, type ObjectAction, refusedBy } from '../../local/bucket-policy.ts';
import { headerParameters } from '../../shared/api/components.ts';
import { gatewayRoutes } from '../../shared/api/contract.ts';
import { plainStage, readable, resourcesIn, templateOf } from './synthesized.ts';

const template = templateOf(plainStage);
const only = (type: string) => {
  const [found, ...others] = resourcesIn(template, type);
  if (found === undefined || others.length > 0) throw new Error(`There is not exactly one ${type}.`);
  return found;
};

const headersPolicy = (name: string) =>
  resourcesIn(template, 'AWS::CloudFront::ResponseHeadersPolicy').find((each) => each.name === name)
    ?.properties ?? {};

/** A policy as it is once the bucket is called feed-bucket. */
const plainArns = (policy: unknown): unknown =>
  JSON.parse(
    JSON.stringify(policy)
      .replaceAll(/\{"Fn::GetAtt":\["FeedBucket\w+","Arn"\]\}/g, '"arn:aws:s3:::feed-bucket"')
      .replaceAll(
        /\{"Fn::Join":\["",\["arn:aws:s3:::feed-bucket","([^"]*)"\]\]\}/g,
        '"arn:aws:s3:::feed-bucket$1"',
      ),
  );

describe('the bucket', () => {
  const { properties, resource } = only('AWS::S3::Bucket');

  it('is closed to the public, encrypted, and outlives the stack', () => {
    expect(properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(properties.BucketEncryption).toBeDefined();
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('speaks TLS only', () => {
    const statements = only('AWS::S3::BucketPolicy').properties.PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('answers preflight requests from every website', () => {
    expect(properties.CorsConfiguration.CorsRules).toMatchObject([
      {
        AllowedOrigins: ['*'],
        AllowedMethods: ['GET', 'HEAD'],
        AllowedHeaders: ['*'],
        ExposedHeaders: ['ETag'],
      },
    ]);
  });

  it('is read by the distribution alone, which may list it so that what is missing is a 404', () => {
    const statements = only('AWS::S3::BucketPolicy').properties.PolicyDocument.Statement;
    const allowed = statements.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(allowed).toMatchObject([
      { Action: ['s3:GetObject', 's3:ListBucket'], Principal: { Service: 'cloudfront.amazonaws.com' } },
    ]);
    const [arn, source] = Object.entries(allowed[0].Condition.StringEquals)[0] ?? [];
    expect(arn).toBe('AWS:SourceArn');
    expect(JSON.stringify(source)).toContain('FeedOrigin');
  });
});

describe('what is kept for ever', () => {
  const { properties } = only('AWS::S3::BucketPolicy');
  const refuses = refusedBy(bucketPolicy.parse(plainArns(properties)));
  const may = (action: ObjectAction['action'], key: string, headers: Record<string, string> = {}) =>
    !refuses({ action, bucket: 'feed-bucket', key, headers });
  const ifNone = { 'if-none-match': '*' };
  const ifMatch = { 'if-match': '"etag"' };

  it.each([
    'feed/log/tile/0/000',
    'feed/log/tile/entries/x001/234.p/7',
    'feed/log/keys/9',
    'feed/statements/7.json',
    'feed/vintages/2020/7.json',
  ])('%s is only added', (key) => {
    expect(may('s3:PutObject', key, ifNone)).toBe(true);
    expect(may('s3:PutObject', key)).toBe(false);
    expect(may('s3:PutObject', key, ifMatch)).toBe(false);
  });

  it.each(['feed/log/checkpoint', 'feed/proof/2020/units.tlog-proof'])(
    '%s is only replaced by whoever knows what is there',
    (key) => {
      expect(may('s3:PutObject', key, ifNone)).toBe(true);
      expect(may('s3:PutObject', key, ifMatch)).toBe(true);
      expect(may('s3:PutObject', key)).toBe(false);
    },
  );

  it.each([
    ['feed/log/tile/0/000', false],
    ['feed/log/tile/0/000.p/7', true],
    ['feed/log/checkpoint', false],
    ['feed/statements/7.json', false],
    ['feed/vintages/2020.json', false],
    ['feed/vintages/2020/7.json', false],
    ['feed/proof/2020/units.tlog-proof', false],
    ['feed/index.json', false],
    ['feed/immutable/7/hash.json', true],
    ['gzip/feed/immutable/7/hash.json', true],
  ])('%s may be removed: %s', (key, removed) => {
    expect(may('s3:DeleteObject', key)).toBe(removed);
  });

  it('lets documents be written as before', () => {
    for (const key of ['feed/index.json', 'gzip/feed/vintages/2020.json', 'feed/vintages/2020.json'])
      expect(may('s3:PutObject', key)).toBe(true);
  });

  it('is signed by keys of Ed25519 that outlive the stack, as many as are named', () => {
    const keys = resourcesIn(templateOf({ ...plainStage, logKeys: ['first', 'second'] }), 'AWS::KMS::Key');
    expect(keys.map(({ name }) => name)).toEqual(['Logfirst', 'Logsecond']);
    for (const { properties, resource } of keys) {
      expect(properties).toMatchObject({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' });
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('is locked where the stage says for how long', () => {
    const template = templateOf({ ...plainStage, objectLockYears: 10 });
    const [bucket] = resourcesIn(template, 'AWS::S3::Bucket');
    expect(bucket?.properties).toMatchObject({
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const text = JSON.stringify(resourcesIn(template, 'AWS::IAM::Policy'));
    expect(text).toContain('s3:PutObjectRetention');
    expect(JSON.stringify(resourcesIn(templateOf(plainStage), 'AWS::IAM::Policy'))).not.toContain(
      's3:PutObjectRetention',
    );
  });
});

describe('the origin', () => {
  const { DistributionConfig: config } = only('AWS::CloudFront::Distribution').properties;
  const originOf = (behavior: { TargetOriginId: string }) =>
    config.Origins.find(({ Id }: { Id: string }) => Id === behavior.TargetOriginId);
  const behavior = (path: string) =>
    config.CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === path);

  it('serves the API, the feed, and a website below everything else', () => {
    expect(config.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual([
      '/v1/*',
      '/feed/*',
    ]);
    expect(JSON.stringify(originOf(behavior('/v1/*')).DomainName)).toContain('.execute-api.');
    for (const [origin, path] of [
      [originOf(behavior('/feed/*')), undefined],
      [originOf(config.DefaultCacheBehavior), '/site'],
    ]) {
      expect(readable(origin.DomainName['Fn::GetAtt'][0])).toBe('FeedBucket');
      expect(readable(origin.OriginAccessControlId['Fn::GetAtt'][0])).toBe('FeedAccess');
      expect(origin.OriginPath).toBe(path);
    }
    expect(config.DefaultRootObject).toBe('index.html');
    expect(config.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
    only('AWS::CloudFront::OriginAccessControl');
  });

  it('caches nothing of the API, passes everything but the host on to it, and takes no key in the clear', () => {
    expect(behavior('/v1/*')).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // Managed-CachingDisabled
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac', // Managed-AllViewerExceptHostHeader
      ViewerProtocolPolicy: 'https-only',
    });
    expect(readable(behavior('/v1/*').ResponseHeadersPolicyId.Ref)).toBe('FeedApiHeaders');
    expect([...behavior('/v1/*').AllowedMethods].sort()).toEqual(
      ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'].sort(),
    );
  });

  it('sends the feed as it is stored, caches it by address alone for as long as a document says, and lets preflights through', () => {
    const feed = behavior('/feed/*');
    expect(feed).toMatchObject({
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
      Compress: false,
      OriginRequestPolicyId: '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', // Managed-CORS-S3Origin
      ViewerProtocolPolicy: 'redirect-to-https',
    });
    expect(readable(feed.CachePolicyId.Ref)).toBe('FeedCache');
    const { CachePolicyConfig: cache } = only('AWS::CloudFront::CachePolicy').properties;
    expect(cache).toMatchObject({ MinTTL: 0, MaxTTL: 86_400 });
    expect(cache.ParametersInCacheKeyAndForwardedToOrigin).toEqual({
      CookiesConfig: { CookieBehavior: 'none' },
      EnableAcceptEncodingBrotli: false,
      EnableAcceptEncodingGzip: false,
      HeadersConfig: { HeaderBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    });
  });

  it('lets every website read the feed, whatever the bucket said, and no browser guess its type', () => {
    expect(readable(behavior('/feed/*').ResponseHeadersPolicyId.Ref)).toBe('FeedHeaders');
    const { ResponseHeadersPolicyConfig: headers } = headersPolicy('FeedHeaders');
    expect(headers.CorsConfig).toEqual({
      AccessControlAllowCredentials: false,
      AccessControlAllowHeaders: { Items: ['*'] },
      AccessControlAllowMethods: { Items: ['GET', 'HEAD', 'OPTIONS'] },
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlExposeHeaders: { Items: ['ETag'] },
      AccessControlMaxAgeSec: 86_400,
      OriginOverride: true,
    });
    expect(headers.SecurityHeadersConfig).toEqual({ ContentTypeOptions: { Override: true } });
  });

  it('lets pages of every origin call the API with a key, read what its answers say, and send no cookie', () => {
    const { ResponseHeadersPolicyConfig: headers } = headersPolicy('FeedApiHeaders');
    const { CorsConfig: cors, SecurityHeadersConfig: security } = headers;
    expect(cors).toMatchObject({
      AccessControlAllowCredentials: false,
      AccessControlAllowOrigins: { Items: ['*'] },
      OriginOverride: true,
    });
    const methods = new Set(gatewayRoutes.map(({ key }) => key.split(' ')[0]));
    for (const method of [...methods, 'OPTIONS'])
      expect(cors.AccessControlAllowMethods.Items).toContain(method);
    // "*" does not stand for Authorization (Fetch, section 3.3.3).
    const taken = ['Authorization', ...Object.values(headerParameters).map(({ name }) => name)];
    for (const name of taken) expect(cors.AccessControlAllowHeaders.Items).toContain(name);
    for (const name of ['ETag', 'Location', 'Link', 'Retry-After', 'RateLimit', 'RateLimit-Policy'])
      expect(cors.AccessControlExposeHeaders.Items).toContain(name);
    expect(Object.keys(security).sort()).toEqual([
      'ContentTypeOptions',
      'FrameOptions',
      'ReferrerPolicy',
      'StrictTransportSecurity',
      'XSSProtection',
    ]);
  });

  it('tells caches on the way, whatever the status, that an answer depends on the encodings a reader takes', () => {
    const { ResponseHeadersPolicyConfig: headers } = headersPolicy('FeedHeaders');
    expect(headers.CustomHeadersConfig).toEqual({
      Items: [{ Header: 'Vary', Value: 'Accept-Encoding, Origin', Override: true }],
    });
  });
});

describe('the outputs', () => {
  it('name what a person or a tool needs to find', () => {
    const outputs = Object.keys(template.findOutputs('*')).sort();
    expect(outputs).toEqual(
      [
        'FeedUrl',
        'ApiUrl',
        'RegisterTable',
        'PartnerTable',
        'SubmissionQueueUrl',
        'DeadLetterQueueUrl',
        'FeedBucket',
        'PublishFunction',
        'PublishEveryMinutes',
      ].sort(),
    );
    template.hasOutput('FeedUrl', { Value: { 'Fn::Join': ['', ['https://', Match.anyValue(), '/feed']] } });
    template.hasOutput('ApiUrl', { Value: { 'Fn::Join': ['', ['https://', Match.anyValue(), '/v1']] } });
  });
});
