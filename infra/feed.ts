import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  AnyPrincipal,
  Effect,
  PolicyStatement,
  type PolicyStatementProps,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, type IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { apiHeaders } from './api-headers.ts';
import { guardFunction, packingFunction } from './edge-functions.ts';
import { RegisterFunction } from './register-function.ts';
import type { Stage } from './stage.ts';

/** How figures go out: the aggregator on its schedule, the bucket of documents, and the one public origin. */
export class Feed extends Construct {
  readonly bucket: Bucket;
  readonly publish: RegisterFunction;
  readonly distribution: cloudfront.Distribution;
  /** The public address of the feed, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, stage: Stage, api: HttpApi) {
    super(scope, id);
    this.publish = new RegisterFunction(this, 'Publish', {
      entry: 'publish',
      description: 'Turns the activities into figures and publishes them',
      timeout: Duration.minutes(15),
      memory: 1769,
      // The next run does what a failed or delayed one left undone; a retry would only run beside it.
      retries: { attempts: 0, maxAge: Duration.minutes(1) },
    });
    this.addSchedule(stage);

    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: stage.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(stage.objectLockYears === undefined ? {} : locked),
      cors: [
        {
          allowedOrigins: ['*'],
          allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: Duration.days(1).toSeconds(),
        },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'The bucket holds public documents only and is read by the distribution alone.',
    });
    keepForEver(this.bucket);
    this.distribution = this.origin(api);
    this.url = `https://${this.distribution.domainName}/feed`;
  }

  private addSchedule(stage: Stage): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const target = this.publish.lambda.functionArn;
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target] }));
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: 'Runs the aggregator',
      scheduleExpression: `rate(${stage.publishEveryMinutes} minutes)`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target,
        roleArn: role.roleArn,
        input: '{}',
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
    schedule.node.addDependency(role);
  }

  private origin(api: HttpApi): cloudfront.Distribution {
    const originAccessControl = new cloudfront.S3OriginAccessControl(this, 'Access');
    // With the right to list, what is not there is answered with 404 instead of 403.
    const originAccessLevels = [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST];
    const bucket = this.bucket as IBucket;
    const fromBucket = { originAccessControl, originAccessLevels };
    const documents = S3BucketOrigin.withOriginAccessControl(bucket, fromBucket);
    const website = S3BucketOrigin.withOriginAccessControl(bucket, { ...fromBucket, originPath: '/site' });
    const gateway = new HttpOrigin(`${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`);

    const distribution = new cloudfront.Distribution(this, 'Origin', {
      comment: 'The activity register',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: website,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
      },
      additionalBehaviors: {
        '/v1/*': {
          origin: gateway,
          // No redirect: a key sent in the clear has already been given away.
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicy: apiHeaders(this),
          functionAssociations: onRequests(guardFunction(this)),
        },
        '/feed/*': {
          origin: documents,
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
          // Every document is stored packed already, beside its plain object.
          compress: false,
          cachePolicy: this.cachePolicy(),
          originRequestPolicy: cloudfront.OriginRequestPolicy.CORS_S3_ORIGIN,
          responseHeadersPolicy: this.headersPolicy(),
          functionAssociations: onRequests(packingFunction(this)),
        },
      },
    });
    acknowledgeOrigin(distribution);
    return distribution;
  }

  private cachePolicy(): cloudfront.CachePolicy {
    return new cloudfront.CachePolicy(this, 'Cache', {
      comment: 'As long as the document itself says, by address alone',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.minutes(1),
      // A copy that was removed lives on here for a day at most.
      maxTtl: Duration.days(1),
      headerBehavior: cloudfront.CacheHeaderBehavior.none(),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.none(),
      cookieBehavior: cloudfront.CacheCookieBehavior.none(),
    });
  }

  private headersPolicy(): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      comment: 'Readable from every website',
      corsBehavior: {
        accessControlAllowOrigins: ['*'],
        accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
        accessControlAllowHeaders: ['*'],
        accessControlExposeHeaders: ['ETag'],
        accessControlAllowCredentials: false,
        accessControlMaxAge: Duration.days(1),
        originOverride: true,
      },
      securityHeadersBehavior: { contentTypeOptions: { override: true } },
      // Headers of CORS are only sent to who names an origin.
      customHeadersBehavior: {
        customHeaders: [{ header: 'Vary', value: 'Accept-Encoding, Origin', override: true }],
      },
    });
  }
}

/**
 * A bucket whose objects may be locked: each version of one is another object then, and those of documents that have been
 * replaced go after a month. What is locked stays as long as it is.
 */
const locked = {
  versioned: true,
  objectLockEnabled: true,
  lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true }],
};

/**
 * Has the bucket refuse, to everybody, what would change or remove the files that are kept for ever. They are only added,
 * checkpoint and proofs only replaced by whoever knows what is there; and nothing is removed but copies and partial tiles.
 * Decision 0038.
 */
function keepForEver(bucket: Bucket): void {
  const at = (...paths: string[]) => paths.map((path) => bucket.arnForObjects(path));
  const deny = (sid: string, rest: Partial<PolicyStatementProps>) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({ sid, effect: Effect.DENY, principals: [new AnyPrincipal()], ...rest }),
    );
  deny('AddOnly', {
    actions: ['s3:PutObject'],
    resources: at('feed/log/tile/*', 'feed/log/keys/*', 'feed/statements/*', 'feed/vintages/*/*'),
    conditions: { Null: { 's3:if-none-match': 'true' } },
  });
  deny('ReplaceAsSeen', {
    actions: ['s3:PutObject'],
    resources: at('feed/log/checkpoint', 'feed/proof/*'),
    conditions: { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } },
  });
  deny('RemoveCopiesOnly', {
    actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    notResources: at('feed/immutable/*', 'gzip/feed/immutable/*', 'feed/log/tile/*.p/*'),
  });
}

const onRequests = (edge: cloudfront.Function): cloudfront.FunctionAssociation[] => [
  { eventType: cloudfront.FunctionEventType.VIEWER_REQUEST, function: edge },
];

function acknowledgeOrigin(distribution: cloudfront.Distribution): void {
  Validations.of(distribution).acknowledge(
    {
      id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      reason:
        'The root has a default object, and no query reaches the bucket, so that nothing is ever listed.',
    },
    { id: 'AwsSolutions-CFR1', reason: 'The figures are public and meant for readers in every country.' },
    {
      id: 'AwsSolutions-CFR2',
      reason:
        'The feed is static and cached; the API checks keys and sizes itself and limits the rate of requests.',
    },
    {
      id: 'AwsSolutions-CFR3',
      reason: 'Logs of reads would store the addresses of persons, and nobody needs them.',
    },
    {
      id: 'AwsSolutions-CFR4',
      reason:
        'The certificate is the one of cloudfront.net, with which the minimum version of TLS cannot be set.',
    },
  );
}
