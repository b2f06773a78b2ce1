import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  AuthorizerPayloadVersion,
  CfnRoute,
  HttpApi,
  HttpAuthorizer,
  HttpAuthorizerType,
  HttpIntegration,
  HttpIntegrationType,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { gatewayRoutes, type Route, viewerFiles } from '../shared/api/contract.ts';
import { RegisterFunction } from './register-function.ts';

/** The viewer of the API's description, served from beside the bundle. */
const viewer = Object.values(viewerFiles).map(({ from }) => `node_modules/openapi-explorer/${from}`);

/** How activities come in: the API that accepts submissions, the queue that keeps them, and what records them. */
export class Intake extends Construct {
  readonly api: HttpApi;
  readonly authorize: RegisterFunction;
  readonly submit: RegisterFunction;
  readonly read: RegisterFunction;
  readonly portfolio: RegisterFunction;
  readonly docs: RegisterFunction;
  readonly record: RegisterFunction;
  readonly bury: RegisterFunction;
  readonly submissions: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.authorize = answering(this, 'Authorize', 'Finds the partner behind a key');
    this.submit = answering(this, 'Submit', 'Accepts activities and withdrawals');
    this.read = answering(this, 'Read', 'Answers every GET, and requests to no known address');
    this.portfolio = answering(this, 'Portfolio', 'Takes the portfolio and facts from the office');
    this.docs = answering(this, 'Docs', 'Tells what the API is, to machines and to people', viewer);

    this.deadLetters = queue(this, 'DeadLetters');
    this.submissions = queue(this, 'Submissions', this.deadLetters);
    this.record = recording(this, 'Record', 'Applies submissions');
    this.bury = recording(this, 'Bury', 'Tries a dead letter once more and keeps what cannot be applied');

    this.api = new HttpApi(this, 'Api', { createDefaultStage: false });
    this.addStage();
    this.addRoutes();
  }

  private addStage(): void {
    const logs = new LogGroup(this, 'ApiLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // For all partners together, and for whoever has no key: the limit of each partner is kept by the functions.
      throttle: { rateLimit: 1000, burstLimit: 2000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        // Neither address nor browser of the caller: the log names partners, not persons.
        format: AccessLogFormat.custom(
          JSON.stringify({
            request: '$context.requestId',
            at: '$context.requestTime',
            route: '$context.routeKey',
            status: '$context.status',
            milliseconds: '$context.responseLatency',
            partner: '$context.authorizer.id',
            error: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
  }

  private addRoutes(): void {
    const authorizer = new HttpAuthorizer(this, 'Authorizer', {
      httpApi: this.api,
      type: HttpAuthorizerType.LAMBDA,
      authorizerName: 'partner-key',
      authorizerUri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${this.authorize.lambda.functionArn}/invocations`,
      payloadFormatVersion: AuthorizerPayloadVersion.VERSION_2_0,
      enableSimpleResponses: true,
      identitySource: ['$request.header.Authorization'],
      resultsCacheTtl: Duration.seconds(30),
    });
    this.letApiInvoke(this.authorize, `authorizers/${authorizer.authorizerId}`);

    const integrations: Record<Route['entry'], HttpIntegration> = {
      submit: this.integration('SubmitIntegration', this.submit),
      read: this.integration('ReadIntegration', this.read),
      portfolio: this.integration('PortfolioIntegration', this.portfolio),
      docs: this.integration('DocsIntegration', this.docs),
    };
    const box = new Construct(this, 'Routes');
    for (const { key, route: described } of gatewayRoutes) {
      const { access, entry, operation } = described;
      const route = new CfnRoute(box, key.startsWith('HEAD') ? `${operation}Head` : operation, {
        apiId: this.api.apiId,
        routeKey: key,
        target: `integrations/${integrations[entry].integrationId}`,
        authorizationType: access === 'open' ? 'NONE' : 'CUSTOM',
        ...(access !== 'open' && { authorizerId: authorizer.authorizerId }),
      });
      if (access === 'open') acknowledgeOpen(route, 'The contract opens this route to everybody.');
    }
    const elsewhere = new CfnRoute(box, 'elsewhere', {
      apiId: this.api.apiId,
      routeKey: '$default',
      target: `integrations/${integrations.read.integrationId}`,
      authorizationType: 'NONE',
    });
    acknowledgeOpen(
      elsewhere,
      'It only says what is offered at an address (OPTIONS), or that nothing is, or not by this method.',
    );
  }

  private integration(id: string, target: RegisterFunction): HttpIntegration {
    this.letApiInvoke(target, '*/*');
    return new HttpIntegration(this, id, {
      httpApi: this.api,
      integrationType: HttpIntegrationType.AWS_PROXY,
      integrationUri: target.lambda.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    });
  }

  private letApiInvoke(target: RegisterFunction, resource: string): void {
    target.lambda.addPermission('ByApi', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.api.apiId}/${resource}`,
    });
  }
}

function answering(
  scope: Construct,
  id: string,
  description: string,
  files: readonly string[] = [],
): RegisterFunction {
  return new RegisterFunction(scope, id, {
    entry: id.toLowerCase(),
    description,
    timeout: Duration.seconds(10),
    memory: 512,
    files,
  });
}

function recording(scope: Construct, id: string, description: string): RegisterFunction {
  return new RegisterFunction(scope, id, {
    entry: id.toLowerCase(),
    description,
    timeout: Duration.seconds(5),
    memory: 512,
  });
}

function queue(scope: Construct, id: string, deadLetters?: Queue): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // Six times what a consumer may take, so that a message is not handed out again while it is worked on.
    visibilityTimeout: Duration.seconds(30),
    ...(deadLetters && { deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 } }),
  });
}

function acknowledgeOpen(route: CfnRoute, reason: string): void {
  Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
}
