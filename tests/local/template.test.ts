import { describe, expect, it } from 'vitest';
import { describeStack } from '../../local/template.ts';

const places = { queueUrl: (name: string) => `http://queues/${name}`, domain: '127.0.0.1:8080' };
const assetFolder = (key: string) => `/assets/${key}`;

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  },
};
const getAtt = (...path: string[]) => ({ 'Fn::GetAtt': path });
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const resources = {
  Register: table,
  Dead: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } },
  Submissions: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: 30,
      RedrivePolicy: { deadLetterTargetArn: getAtt('Dead', 'Arn'), maxReceiveCount: 5 },
    },
  },
  Submit: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub names a parameter
      Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: 'abc.zip' },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 10,
      MemorySize: 512,
      Role: getAtt('Anything', 'Arn'),
      Environment: { Variables: { REGISTER_TABLE: { Ref: 'Register' }, QUEUE: { Ref: 'Submissions' } } },
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: getAtt('Submissions', 'Arn'),
      FunctionName: { Ref: 'Submit' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 4 },
    },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: getAtt('Submit', 'Arn'),
      PayloadFormatVersion: '2.0',
    },
  },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerUri: join('arn:', { Ref: 'AWS::Partition' }, ':x/', getAtt('Submit', 'Arn'), '/invocations'),
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 30,
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      RouteKey: 'POST /v1/activities',
      Target: join('integrations/', { Ref: 'Integration' }),
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: 'Authorizer' },
    },
  },
  FeedBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  LogKey: {
    Type: 'AWS::KMS::Key',
    Properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY', KeyPolicy: { Statement: [] } },
  },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: { Target: { Arn: getAtt('Submit', 'Arn'), Input: '{"a":1}' } },
  },
  Edge: {
    Type: 'AWS::CloudFront::Function',
    Properties: { FunctionCode: 'function handler(event) { return event.request; }' },
  },
  Cache: {
    Type: 'AWS::CloudFront::CachePolicy',
    Properties: {
      CachePolicyConfig: {
        ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingGzip: true },
      },
    },
  },
  Origin: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        DefaultRootObject: 'index.html',
        Origins: [
          { Id: 'site', DomainName: getAtt('FeedBucket', 'RegionalDomainName'), OriginPath: '/site' },
          { Id: 'api', DomainName: join({ Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::URLSuffix' }) },
        ],
        CacheBehaviors: [
          {
            PathPattern: '/v1/*',
            TargetOriginId: 'api',
            AllowedMethods: ['GET', 'POST'],
            CachePolicyId: { Ref: 'Cache' },
            Compress: true,
            FunctionAssociations: [
              { EventType: 'viewer-request', FunctionARN: getAtt('Edge', 'FunctionARN') },
            ],
            ViewerProtocolPolicy: 'https-only',
          },
        ],
        DefaultCacheBehavior: {
          TargetOriginId: 'site',
          CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03',
          ViewerProtocolPolicy: 'redirect-to-https',
        },
      },
    },
  },
};
const outputs = {
  FeedUrl: { Value: join('https://', getAtt('Origin', 'DomainName'), '/feed') },
  Table: { Value: { Ref: 'Register' } },
};
const describeWith = (changes: Record<string, unknown>, more = outputs) =>
  describeStack({ Resources: { ...resources, ...changes }, Outputs: more }, places, assetFolder);

/** The resource of a name with some properties changed. */
const changed = (name: keyof typeof resources, properties: object) => ({
  [name]: { ...resources[name], Properties: { ...resources[name].Properties, ...properties } },
});

const within = (path: string) => join(getAtt('FeedBucket', 'Arn'), path);
const denial = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 's3:PutObject',
  Resource: [within('/kept/*'), within('/a.?/x')],
  Condition: { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } },
};
const policy = (...Statement: object[]) => ({
  Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: { Statement } } },
});

describe('the description of a stack', () => {
  const stack = describeWith({});

  it('has tables, queues and buckets', () => {
    expect(stack.tables).toEqual([{ name: 'Register', partitionKey: 'pk', sortKey: 'sk' }]);
    expect(stack.buckets).toEqual(['feedbucket']);
    expect(stack.keys).toEqual(['LogKey']);
    const redrive =
      '{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:Dead","maxReceiveCount":5}';
    expect(stack.queues).toEqual([
      { name: 'Dead', attributes: { MessageRetentionPeriod: '1209600' } },
      { name: 'Submissions', attributes: { VisibilityTimeout: '30', RedrivePolicy: redrive } },
    ]);
  });

  it('has functions with their bundles and environment, and what invokes them', () => {
    expect(stack.functions).toEqual([
      {
        name: 'Submit',
        asset: '/assets/abc.zip',
        handler: 'index.handler',
        timeout: 10,
        memory: 512,
        environment: { REGISTER_TABLE: 'Register', QUEUE: 'http://queues/Submissions' },
      },
    ]);
    expect(stack.mappings).toEqual([
      {
        queueName: 'Submissions',
        functionName: 'Submit',
        batchSize: 10,
        window: 0,
        maximumConcurrency: 4,
        reportsItemFailures: true,
      },
    ]);
    expect(stack.schedules).toEqual([{ functionName: 'Submit', input: { a: 1 } }]);
    expect(stack.routes).toEqual([
      {
        key: 'POST /v1/activities',
        functionName: 'Submit',
        authorizer: {
          name: 'Authorizer',
          functionName: 'Submit',
          identitySources: ['$request.header.Authorization'],
          ttl: 30,
        },
      },
    ]);
  });

  it('has the behaviours of the distribution in order', () => {
    const [api, site] = stack.distribution.behaviours;
    expect(api).toMatchObject({
      pattern: '/v1/*',
      origin: { api: true, domain: 'Api.execute-api.amazonaws.com' },
      encodings: { gzip: true, brotli: false },
      viewerRequest: resources.Edge.Properties.FunctionCode,
    });
    expect(site).toMatchObject({
      pattern: '*',
      methods: ['GET', 'HEAD'],
      origin: { api: false, bucket: 'feedbucket', prefix: '/site' },
      encodings: { gzip: false, brotli: false },
    });
    expect(site?.headersPolicy?.headers).toContainEqual({
      name: 'x-content-type-options',
      value: 'nosniff',
      override: true,
    });
  });

  it('has what policies of buckets deny, and neither their rights nor their demand of TLS', () => {
    const { refuses } = describeWith(
      policy(
        { ...denial, Condition: { Bool: { 'aws:SecureTransport': 'false' } }, Action: 's3:*' },
        {
          Effect: 'Allow',
          Principal: { Service: 'x' },
          Action: ['s3:*'],
          Resource: '*',
          Condition: { Odd: {} },
        },
        denial,
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
          NotResource: within('/copies/*'),
        },
      ),
    );
    const put = (key: string, headers = {}, bucket = 'feedbucket') =>
      refuses({ action: 's3:PutObject', bucket, key, headers });
    const remove = (key: string) =>
      refuses({ action: 's3:DeleteObject', bucket: 'feedbucket', key, headers: { 'if-match': '"x"' } });
    expect(['kept/a', 'kept/a/b', 'a.b/x'].map((key) => put(key))).toEqual([true, true, true]);
    expect(['kept', 'other', 'gzip/kept/a', 'aab/x', 'a.b/xy'].some((key) => put(key))).toBe(false);
    expect(put('kept/a', { 'if-none-match': '*' }) || put('kept/a', { 'if-match': '"x"' })).toBe(false);
    expect(put('kept/a', {}, 'another')).toBe(false);
    expect([remove('copies/a'), remove('kept/a'), remove('copies')]).toEqual([false, true, true]);
    expect(stack.refuses({ action: 's3:PutObject', bucket: 'feedbucket', key: 'kept/a', headers: {} })).toBe(
      false,
    );
  });

  it('has the outputs, with the local origin', () => {
    expect(stack.outputs).toEqual({ FeedUrl: 'http://127.0.0.1:8080/feed', Table: 'Register' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['Topic.* AWS::Kinesis::Stream', { Topic: { Type: 'AWS::Kinesis::Stream' } }],
    ['no resource Nobody', changed('Mapping', { FunctionName: { Ref: 'Nobody' } })],
    [
      'attribute StreamArn of Register',
      changed('Mapping', { FunctionName: getAtt('Register', 'StreamArn') }),
    ],
    ['function Fn::ImportValue', changed('Mapping', { FunctionName: { 'Fn::ImportValue': 'x' } })],
    ['pseudo parameter AWS::StackId', changed('Mapping', { FunctionName: { Ref: 'AWS::StackId' } })],
    ['Mapping is not understood: .*FilterCriteria', changed('Mapping', { FilterCriteria: {} })],
    [
      'Register is not understood: .*GlobalSecondaryIndexes',
      changed('Register', { GlobalSecondaryIndexes: [] }),
    ],
    ['Submit is not understood: .*Runtime', changed('Submit', { Runtime: 'nodejs20.x' })],
    ['LogKey is not understood: .*KeySpec', changed('LogKey', { KeySpec: 'RSA_2048' })],
    ['Policy is not understood: .*Statement', policy({ ...denial, Condition: { IpAddress: {} } })],
    [
      'Policy is not understood: .*Statement',
      policy({ ...denial, Condition: { Null: { 's3:prefix': 'true' } } }),
    ],
    ['Policy is not understood: .*Statement', policy({ ...denial, Principal: { AWS: '000000000000' } })],
    ['Policy is not understood: .*Statement', policy({ ...denial, NotAction: 's3:GetObject' })],
  ])('refuses what it cannot make sense of: %s', (message, changes) => {
    expect(() => describeWith(changes)).toThrow(new RegExp(message, 's'));
  });

  it('refuses a property of the distribution that it does not know', () => {
    const { DistributionConfig: config } = resources.Origin.Properties;
    const changes = changed('Origin', { DistributionConfig: { ...config, CustomErrorResponses: [] } });
    expect(() => describeWith(changes)).toThrow(/Origin is not understood: .*CustomErrorResponses/s);
  });
});
