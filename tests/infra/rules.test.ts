import { type App, Stack, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { RegisterStack } from '../../infra/register-stack.ts';
import { inPassingFolder, plainStage, unbundledApp } from './synthesized.ts';

/** Synthesizes an app under AWS's own rules for templates and the AwsSolutions pack; what either finds is thrown. */
function examine(build: (app: App) => void): void {
  inPassingFolder((folder) => {
    const app = unbundledApp(folder, true);
    build(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    app.synth();
  });
}

/** Every exception that is made to a rule, with its reason. */
function acknowledged(stack: Stack): [rule: string, reason: string][] {
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([rule, reason]) => [rule.replace(/^Annotation::/, ''), reason]);
}

describe('the rules', () => {
  it('are kept by the whole register, but for what is acknowledged with a reason', {
    timeout: 60_000,
  }, () => {
    const exceptions: [string, string][] = [];
    examine((app) => {
      exceptions.push(...acknowledged(new RegisterStack(app, 'ActivityRegister', plainStage)));
    });

    for (const [rule, reason] of exceptions) expect(reason, rule).toMatch(/^[A-Z].{30,}\.$/);
    const rules = exceptions.map(([rule]) => rule.replace(/<FeedBucket[0-9A-F]{8}\.Arn>/, 'bucket'));
    expect([...new Set(rules)].sort()).toEqual([
      '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      'AwsSolutions-APIG4',
      'AwsSolutions-CFR1',
      'AwsSolutions-CFR2',
      'AwsSolutions-CFR3',
      'AwsSolutions-CFR4',
      'AwsSolutions-IAM5[Resource::bucket/feed/*]',
      'AwsSolutions-IAM5[Resource::bucket/feed/immutable/*]',
      'AwsSolutions-IAM5[Resource::bucket/feed/log/tile/*.p/*]',
      'AwsSolutions-IAM5[Resource::bucket/gzip/feed/*]',
      'AwsSolutions-IAM5[Resource::bucket/gzip/feed/immutable/*]',
      'AwsSolutions-S1',
    ]);
  });

  it('are applied: a stack that breaks one of each kind is reported', { timeout: 60_000 }, () => {
    const breaking = () =>
      examine((app) => {
        new CfnQueue(new Stack(app, 'Breaking'), 'Queue', { visibilityTimeout: 1_000_000 });
      });
    expect(breaking).toThrow(/AwsSolutions-SQS4/);
    expect(breaking).toThrow(/VisibilityTimeout: 1000000 is greater than the maximum/);
  });
});
