import { describe, expect, it } from 'vitest';
import { plainStage, readable, resourcesIn, templateOf } from './synthesized.ts';

const template = templateOf({ ...plainStage, publishEveryMinutes: 15, alarmEmail: 'office@example.org' });
const alarms = resourcesIn(template, 'AWS::CloudWatch::Alarm');

describe('the alarms', () => {
  it('ring for each promise in danger', () => {
    const table = alarms.map(({ name, properties }) => [
      name.replace(/^Watch/, ''),
      properties.MetricName ?? properties.Metrics[0].Expression,
      readable(
        properties.Dimensions?.[0].Value.Ref ?? properties.Dimensions?.[0].Value['Fn::GetAtt'][0] ?? '',
      ),
      { GreaterThanOrEqualToThreshold: '>=', LessThanThreshold: '<' }[
        properties.ComparisonOperator as string
      ],
      properties.Threshold,
    ]);
    expect(table).toEqual([
      ['Buried', 'Invocations', 'IntakeBuryFunction', '>=', 1],
      ['SubmissionsWait', 'ApproximateAgeOfOldestMessage', 'IntakeSubmissions', '>=', 300],
      ['DeadLettersWait', 'ApproximateAgeOfOldestMessage', 'IntakeDeadLetters', '>=', 300],
      ['PublishFails', 'Errors', 'FeedPublishFunction', '>=', 1],
      ['PublishMissing', 'Invocations', 'FeedPublishFunction', '<', 1],
      ['ServerErrors', '5xx', 'IntakeApi', '>=', 1],
      ['Throttled', 'authorize + submit + read + portfolio + docs + record + bury + publish', '', '>=', 1],
    ]);
  });

  it('add up what goes wrong within five minutes, and take the oldest message for the age of all', () => {
    for (const { name, properties } of alarms) {
      if (properties.MetricName === undefined) continue;
      const isAge = properties.MetricName === 'ApproximateAgeOfOldestMessage';
      expect([name, properties.Statistic]).toEqual([name, isAge ? 'Maximum' : 'Sum']);
      if (name !== 'WatchPublishMissing') expect([name, properties.Period]).toEqual([name, 300]);
    }
    const throttled = alarms.find(({ name }) => name === 'WatchThrottled')?.properties.Metrics;
    for (const { MetricStat } of throttled.slice(1))
      expect(MetricStat).toMatchObject({ Metric: { MetricName: 'Throttles' }, Period: 300, Stat: 'Sum' });
  });

  it('ring for silence of the aggregator over three intervals, and for no other silence', () => {
    for (const { name, properties } of alarms) {
      const silent = name === 'WatchPublishMissing';
      expect(properties.TreatMissingData, name).toBe(silent ? 'breaching' : 'notBreaching');
      expect(properties.EvaluationPeriods, name).toBe(silent ? 3 : 1);
      if (silent) expect(properties.Period).toBe(15 * 60);
    }
  });

  it('say in words what is wrong, and reach the address of the stage, also when it is over', () => {
    const topic = expect.stringMatching(/^WatchAlarms/);
    for (const { properties } of alarms) {
      expect(properties.AlarmDescription).toMatch(/^[A-Z].{20,}\.$/);
      expect(properties.AlarmActions).toEqual([{ Ref: topic }]);
      expect(properties.OKActions).toEqual([{ Ref: topic }]);
    }
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'office@example.org',
    });
  });

  it('are let in by the topic, which speaks TLS only', () => {
    const [policy] = resourcesIn(template, 'AWS::SNS::TopicPolicy');
    expect(policy?.properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});

describe('the dashboard', () => {
  it('shows requests, waiting messages and runs on one page', () => {
    const [dashboard] = resourcesIn(template, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.properties.DashboardBody);
    for (const metric of ['Count', 'ApproximateAgeOfOldestMessage', 'Invocations', 'Duration']) {
      expect(body).toContain(metric);
    }
  });
});
