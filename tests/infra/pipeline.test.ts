import { describe, expect, it } from 'vitest';
import { RegisterStack } from '../../infra/register-stack.ts';
import type { Stage } from '../../infra/stage.ts';
import { gatewayRoutes, routes } from '../../shared/api/contract.ts';
import { leaseSeconds } from '../../shared/intake/idempotency.ts';
import {
  inPassingFolder,
  plainStage,
  readable,
  resourcesIn,
  templateOf,
  unbundledApp,
} from './synthesized.ts';

const template = templateOf(plainStage);
const resources = (type: string) => resourcesIn(template, type);
const named = (type: string, name: string) => {
  const found = resources(type).find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`There is no ${type} named ${name}.`);
  return found;
};

describe('the stack', () => {
  it('cannot be deleted by mistake, unless it is one to try things on', () => {
    const isProtected = (stage: Stage) =>
      inPassingFolder(
        (folder) => new RegisterStack(unbundledApp(folder, false), 'Stack', stage).terminationProtection,
      );
    expect([isProtected(plainStage), isProtected({ ...plainStage, removal: 'destroy' })]).toEqual([
      true,
      false,
    ]);
  });
});

describe('the ledger', () => {
  const tables = resources('AWS::DynamoDB::Table');

  it('is two tables of two keys, without an index', () => {
    expect(tables.map(({ name }) => name)).toEqual(['LedgerRegister', 'LedgerPartners']);
    for (const { properties } of tables) {
      expect(properties.KeySchema).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
      expect(properties.AttributeDefinitions).toEqual([
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ]);
      expect(properties).not.toHaveProperty('GlobalSecondaryIndexes');
      expect(properties.BillingMode).toBe('PAY_PER_REQUEST');
    }
  });

  it('lets rows of the register expire, and none of a partner', () => {
    expect(tables.map(({ properties }) => properties.TimeToLiveSpecification)).toEqual([
      { AttributeName: 'expires', Enabled: true },
      undefined,
    ]);
  });

  it('can be restored to any point in time and outlives the stack', () => {
    for (const { properties, resource } of tables) {
      expect(properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
      expect(properties.DeletionProtectionEnabled).toBe(true);
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('goes with a stack to try things on', () => {
    const trial = templateOf({ ...plainStage, removal: 'destroy' });
    for (const { properties, resource } of resourcesIn(trial, 'AWS::DynamoDB::Table')) {
      expect(properties.DeletionProtectionEnabled).toBe(false);
      expect(resource.DeletionPolicy).toBe('Delete');
    }
  });
});

describe('the queues', () => {
  const mappings = resources('AWS::Lambda::EventSourceMapping');

  it('hand submissions to record in tens and dead letters to bury one by one', () => {
    const table = mappings.map(({ properties }) => [
      readable(properties.EventSourceArn['Fn::GetAtt'][0]),
      readable(properties.FunctionName.Ref),
      properties.BatchSize,
      properties.MaximumBatchingWindowInSeconds,
    ]);
    expect(table).toEqual([
      ['IntakeSubmissions', 'IntakeRecordFunction', 10, 0],
      ['IntakeDeadLetters', 'IntakeBuryFunction', 1, 0],
    ]);
  });

  it('take partial failures as an answer and few functions at a time', () => {
    for (const { properties } of mappings) {
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(properties.ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(4);
    }
  });

  it('keep a message from others for at least six times what its function may take', () => {
    for (const { properties } of mappings) {
      const queue = named('AWS::SQS::Queue', readable(properties.EventSourceArn['Fn::GetAtt'][0]));
      const { Timeout } = named('AWS::Lambda::Function', readable(properties.FunctionName.Ref)).properties;
      const needed = 6 * Timeout + properties.MaximumBatchingWindowInSeconds;
      expect(queue.properties.VisibilityTimeout).toBeGreaterThanOrEqual(needed);
    }
  });

  it('make a dead letter of a submission that failed five times, and never drop a dead letter', () => {
    const { RedrivePolicy } = named('AWS::SQS::Queue', 'IntakeSubmissions').properties;
    expect(RedrivePolicy.maxReceiveCount).toBe(5);
    expect(readable(RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0])).toBe('IntakeDeadLetters');
    expect(named('AWS::SQS::Queue', 'IntakeDeadLetters').properties).not.toHaveProperty('RedrivePolicy');
  });

  it('keep messages for fourteen days, encrypted, and speak TLS only', () => {
    const queues = resources('AWS::SQS::Queue');
    for (const { properties } of queues) {
      expect(properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true });
    }
    const policies = resources('AWS::SQS::QueuePolicy');
    expect(policies).toHaveLength(queues.length);
    for (const { properties } of policies) {
      expect(properties.PolicyDocument.Statement[0]).toMatchObject({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
  });
});

const functions = resources('AWS::Lambda::Function');

describe('the functions', () => {
  it('that answer the API have ended before an idempotency key passes to another, and before the gateway gives up', () => {
    for (const name of ['Authorize', 'Submit', 'Read', 'Portfolio', 'Docs']) {
      const { Timeout } = named('AWS::Lambda::Function', `Intake${name}Function`).properties;
      expect([name, Timeout]).toEqual([name, 10]);
      expect(Timeout).toBeLessThan(leaseSeconds);
    }
    expect(leaseSeconds).toBeLessThan(30);
  });

  it('run on Node 24 and arm64, without a part of the concurrency of the account', () => {
    expect(functions).toHaveLength(8);
    for (const { properties } of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  it('keep their logs for a limited time, each its own', () => {
    const logs = functions.map(({ properties }) => properties.LoggingConfig.LogGroup.Ref);
    expect(new Set(logs).size).toBe(functions.length);
    for (const { properties } of resources('AWS::Logs::LogGroup'))
      expect(properties.RetentionInDays).toBe(90);
  });
});

describe('the aggregator', () => {
  it('is started by a schedule that is on, and by nobody else', () => {
    const { State = 'ENABLED', Target } = named('AWS::Scheduler::Schedule', 'FeedSchedule').properties;
    expect(State).toBe('ENABLED');
    expect(readable(Target.Arn['Fn::GetAtt'][0])).toBe('FeedPublishFunction');
    expect(readable(Target.RoleArn['Fn::GetAtt'][0])).toBe('FeedScheduleRole');
    const { AssumeRolePolicyDocument } = named('AWS::IAM::Role', 'FeedScheduleRole').properties;
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('has room for the activities of a month and 16 MiB of documents, and the others for what they hold', () => {
    const memory = functions.map(({ name, properties }) => [name, properties.MemorySize]);
    expect(memory.filter(([, size]) => size !== 512)).toEqual([['FeedPublishFunction', 1769]]);
  });

  it('runs at the interval of the stage', () => {
    const schedule = resourcesIn(
      templateOf({ ...plainStage, publishEveryMinutes: 15 }),
      'AWS::Scheduler::Schedule',
    );
    expect(schedule.map(({ properties }) => properties.ScheduleExpression)).toEqual(['rate(15 minutes)']);
  });

  it('has all the time there is for a rebuild, and is not retried beside itself', () => {
    const { Target, ...schedule } = named('AWS::Scheduler::Schedule', 'FeedSchedule').properties;
    expect(schedule.ScheduleExpression).toBe('rate(5 minutes)');
    expect(schedule.FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
    expect(Target.Input).toBe('{}');
    expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 });
    const [invoke] = resources('AWS::Lambda::EventInvokeConfig');
    expect(invoke?.properties).toMatchObject({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 });
    const { Timeout } = named('AWS::Lambda::Function', 'FeedPublishFunction').properties;
    expect(Timeout).toBe(15 * 60);
  });
});

describe('the routes', () => {
  const found = resources('AWS::ApiGatewayV2::Route');
  const answering = new Map(
    Object.entries(template.findResources('AWS::ApiGatewayV2::Integration')).map(([id, { Properties }]) => [
      id,
      {
        function: readable(Properties.IntegrationUri['Fn::GetAtt'][0]),
        payload: Properties.PayloadFormatVersion,
      },
    ]),
  );
  const target = (properties: { Target: { 'Fn::Join': [string, [string, { Ref: string }]] } }) =>
    answering.get(properties.Target['Fn::Join'][1][1].Ref);

  it('are those of the contract, and one for everything else', () => {
    const keys = found.map(({ properties }) => properties.RouteKey).sort();
    expect(keys).toEqual([...gatewayRoutes.map(({ key }) => key), '$default'].sort());
  });

  it.each(routes)('$method $path reaches $entry, for $access callers', ({ method, path, entry, access }) => {
    const route = found.find(({ properties }) => properties.RouteKey === `${method} ${path}`);
    expect(target(route?.properties)?.function.toLowerCase()).toBe(`intake${entry}function`);
    expect(route?.properties.AuthorizationType).toBe(access === 'open' ? 'NONE' : 'CUSTOM');
    expect(route?.properties.AuthorizerId === undefined).toBe(access === 'open');
  });

  it('have everything else answered by read, without asking for a key', () => {
    const rest = found.find(({ properties }) => properties.RouteKey === '$default');
    expect(target(rest?.properties)?.function).toBe('IntakeReadFunction');
    expect(rest?.properties.AuthorizationType).toBe('NONE');
  });

  it('speak payload format 2.0', () => {
    expect([...answering.values()].map(({ payload }) => payload)).toEqual(['2.0', '2.0', '2.0', '2.0']);
  });

  it('ask one authorizer, which answers simply and is remembered for half a minute', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 30,
      IdentitySource: ['$request.header.Authorization'],
    });
  });
});

describe('the gateway', () => {
  const { properties: stage } = named('AWS::ApiGatewayV2::Stage', 'IntakeStage');

  it('lets through a thousand requests a second, of all partners together', () => {
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 });
  });

  it('notes of each request what it was and whose, and nothing of a person: no address, no browser', () => {
    const format = JSON.parse(stage.AccessLogSettings.Format);
    expect(format).toEqual({
      request: '$context.requestId',
      at: '$context.requestTime',
      route: '$context.routeKey',
      status: '$context.status',
      milliseconds: '$context.responseLatency',
      partner: '$context.authorizer.id',
      error: '$context.integrationErrorMessage',
    });
    expect(readable(stage.AccessLogSettings.DestinationArn['Fn::GetAtt'][0])).toBe('IntakeApiLogs');
  });

  it('may call what answers it, for requests to this API, and nobody else may call a function', () => {
    const permissions = resources('AWS::Lambda::Permission').map(({ properties }) => ({
      target: readable(properties.FunctionName['Fn::GetAtt'][0]),
      action: properties.Action,
      principal: properties.Principal,
      from: properties.SourceArn['Fn::Join'][1].map((part: unknown) =>
        typeof part === 'string' ? part : readable((part as { Ref: string }).Ref),
      ),
    }));
    const answering = ['Authorize', 'Docs', 'Portfolio', 'Read', 'Submit'];
    expect(permissions.map(({ target }) => target).sort()).toEqual(
      answering.map((name) => `Intake${name}Function`),
    );
    const api = [
      'arn:',
      'AWS::Partition',
      ':execute-api:',
      'AWS::Region',
      ':',
      'AWS::AccountId',
      ':',
      'IntakeApi',
    ];
    for (const { target, action, principal, from } of permissions) {
      expect([action, principal]).toEqual(['lambda:InvokeFunction', 'apigateway.amazonaws.com']);
      const requests =
        target === 'IntakeAuthorizeFunction' ? ['/authorizers/', 'IntakeAuthorizer'] : ['/*/*'];
      expect(from).toEqual([...api, ...requests]);
    }
  });
});
