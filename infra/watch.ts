import { Aws, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { longestQueued, mostIntervalsMissed } from '../shared/words/limits.ts';
import type { RegisterFunction } from './register-function.ts';
import type { Stage } from './stage.ts';

interface Watched {
  readonly api: HttpApi;
  readonly functions: readonly RegisterFunction[];
  readonly bury: RegisterFunction;
  readonly publish: RegisterFunction;
  readonly submissions: Queue;
  readonly deadLetters: Queue;
}

interface AlarmProps {
  /** What is wrong when the alarm rings, and what it means. */
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm rings at this value and above; with `below`, under it. */
  readonly at: number;
  readonly below?: boolean;
  /** How many periods in a row; one where not given. */
  readonly periods?: number;
}

const fiveMinutes = Duration.minutes(5);

/** Says so when a promise of the register is in danger: alarms, whom they reach, and one page of graphs. */
export class Watch extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, stage: Stage, watched: Watched) {
    super(scope, id);
    this.topic = this.alarmTopic(stage);
    const interval = Duration.minutes(stage.publishEveryMinutes);
    const { api, bury, publish, submissions, deadLetters } = watched;

    const buried = bury.lambda.metricInvocations({ period: fiveMinutes });
    const submissionAge = submissions.metricApproximateAgeOfOldestMessage({ period: fiveMinutes });
    const deadLetterAge = deadLetters.metricApproximateAgeOfOldestMessage({ period: fiveMinutes });
    const publishErrors = publish.lambda.metricErrors({ period: fiveMinutes });
    const publishRuns = publish.lambda.metricInvocations({ period: interval });
    const serverErrors = api.metricServerError({ period: fiveMinutes, statistic: 'Sum' });
    const throttles = throttlesOf(watched.functions);

    this.alarm('Buried', {
      says: 'A submission could not be applied in five attempts: look at the dead letters.',
      metric: buried,
      at: 1,
    });
    this.alarm('SubmissionsWait', {
      says: `Submissions have waited for ${longestQueued} minutes: nothing is lost, but nothing is counted.`,
      metric: submissionAge,
      at: longestQueued * 60,
    });
    this.alarm('DeadLettersWait', {
      says: 'Dead letters cannot be put away: after fourteen days in the queues they are lost.',
      metric: deadLetterAge,
      at: longestQueued * 60,
    });
    this.alarm('PublishFails', {
      says: 'A run of the aggregator failed: the last good snapshot stays.',
      metric: publishErrors,
      at: 1,
    });
    this.alarm('PublishMissing', {
      says: `The aggregator has not run for ${mostIntervalsMissed} intervals: the figures grow old.`,
      metric: publishRuns,
      at: 1,
      below: true,
      periods: mostIntervalsMissed,
    });
    this.alarm('ServerErrors', { says: 'The API answered with 5xx.', metric: serverErrors, at: 1 });
    this.alarm('Throttled', {
      says: 'Functions were refused for want of concurrency.',
      metric: throttles,
      at: 1,
    });

    const graph = (title: string, ...left: cloudwatch.IMetric[]) =>
      new cloudwatch.GraphWidget({ title, left, width: 12 });
    new cloudwatch.Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(7) }).addWidgets(
      graph('Requests', api.metricCount({ period: fiveMinutes }), api.metricClientError(), serverErrors),
      graph('Oldest message (seconds)', submissionAge, deadLetterAge),
      graph('Runs of the aggregator', publishRuns, publishErrors, buried),
      graph('Duration of a run (milliseconds)', publish.lambda.metricDuration({ statistic: 'Maximum' })),
    );
  }

  private alarmTopic(stage: Stage): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    // Enforcing TLS gives the topic a policy, and with a policy the account's alarms are no longer let in by default.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    if (stage.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(stage.alarmEmail));
    return topic;
  }

  private alarm(id: string, { says, metric, at, below = false, periods = 1 }: AlarmProps): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmDescription: says,
      metric,
      threshold: at,
      evaluationPeriods: periods,
      comparisonOperator: below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: below
        ? cloudwatch.TreatMissingData.BREACHING
        : cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}

function throttlesOf(functions: readonly RegisterFunction[]): cloudwatch.MathExpression {
  const metrics = functions.map(
    ({ lambda, node }) => [node.id.toLowerCase(), lambda.metricThrottles()] as const,
  );
  return new cloudwatch.MathExpression({
    label: 'Throttles',
    expression: metrics.map(([name]) => name).join(' + '),
    usingMetrics: Object.fromEntries(metrics),
    period: fiveMinutes,
  });
}
