import { describe, expect, it } from 'vitest';
import { plainStage, readable, resourcesIn, templateOf } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: {
    'ForAllValues:StringLike'?: { 'dynamodb:LeadingKeys': string[] };
    StringEquals?: Record<string, string>;
  };
}

const template = templateOf(plainStage);
const functions = resourcesIn(template, 'AWS::Lambda::Function');
const policies = resourcesIn(template, 'AWS::IAM::Policy');

/** A resource as one reads it: the name of its construct, and what follows its ARN. */
function spoken(resource: unknown): string {
  const { 'Fn::GetAtt': attribute, 'Fn::Join': join } = resource as {
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
  };
  if (attribute !== undefined) return readable(attribute[0]);
  if (join === undefined)
    throw new Error(`Not the ARN of a resource of the stack: ${JSON.stringify(resource)}`);
  return join[1].map((part) => (typeof part === 'string' ? part : spoken(part))).join(join[0]);
}

/** Everything that a policy allows: one line per action, resource and pattern of leading keys, or what must be equal. */
function lines(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ Action, Resource, Condition }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        [Resource]
          .flat()
          .flatMap((resource) =>
            (
              Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? [
                Object.values(Condition?.StringEquals ?? {}).join(' '),
              ]
            ).map((key) => `${action} ${spoken(resource)} ${key}`.trim()),
          ),
      ),
  );
}

const rightsOf = (box: string) => {
  const policy = policies.find(({ name }) => name === `${box}RoleDefaultPolicy`);
  return lines(policy?.properties.PolicyDocument.Statement ?? [])
    .filter((line) => !line.startsWith('logs:'))
    .sort();
};

const recording = [
  'dynamodb:GetItem LedgerRegister ACTIVITIES#*',
  'dynamodb:GetItem LedgerRegister DIVISIONS',
  'dynamodb:PutItem LedgerRegister LARGE#*',
  'dynamodb:PutItem LedgerRegister MARKS',
  'dynamodb:PutItem LedgerRegister MONTH#*',
  'dynamodb:UpdateItem LedgerRegister ACTIVITIES#*',
];
const consuming = (queue: string) => [
  `sqs:DeleteMessage ${queue}`,
  `sqs:GetQueueAttributes ${queue}`,
  `sqs:ReceiveMessage ${queue}`,
];

/** What each function may do, and the environment variables that tell it where. */
const table: [box: string, variables: string[], rights: string[]][] = [
  [
    'IntakeAuthorize',
    ['PARTNER_TABLE'],
    [
      'dynamodb:GetItem LedgerPartners LAST_USE',
      'dynamodb:GetItem LedgerPartners PARTNER',
      'dynamodb:PutItem LedgerPartners LAST_USE',
    ],
  ],
  [
    'IntakeSubmit',
    ['REGISTER_TABLE', 'REQUESTS_PER_MINUTE', 'SUBMISSION_QUEUE_URL'],
    [
      'dynamodb:GetItem LedgerRegister IDEMPOTENCY#*',
      'dynamodb:GetItem LedgerRegister LARGE#*',
      'dynamodb:GetItem LedgerRegister PORTFOLIO',
      'dynamodb:GetItem LedgerRegister REVISIONS#*',
      'dynamodb:PutItem LedgerRegister IDEMPOTENCY#*',
      'dynamodb:Query LedgerRegister MONTH#*',
      'dynamodb:Query LedgerRegister PORTFOLIO',
      'dynamodb:UpdateItem LedgerRegister RATE#*',
      'dynamodb:UpdateItem LedgerRegister REVISIONS#*',
      'sqs:SendMessage IntakeSubmissions',
    ],
  ],
  [
    'IntakeRead',
    ['REGISTER_TABLE', 'REQUESTS_PER_MINUTE'],
    [
      'dynamodb:GetItem LedgerRegister ACTIVITIES#*',
      'dynamodb:GetItem LedgerRegister DEAD_LETTERS',
      'dynamodb:GetItem LedgerRegister PORTFOLIO',
      'dynamodb:GetItem LedgerRegister REVISIONS#*',
      'dynamodb:GetItem LedgerRegister SUBMISSION#*',
      'dynamodb:GetItem LedgerRegister SUSPECTS#*',
      'dynamodb:Query LedgerRegister ACTIVITIES#*',
      'dynamodb:Query LedgerRegister SUSPECTS#*',
      'dynamodb:UpdateItem LedgerRegister RATE#*',
    ],
  ],
  [
    'IntakePortfolio',
    ['REGISTER_TABLE', 'REQUESTS_PER_MINUTE'],
    [
      'dynamodb:GetItem LedgerRegister PORTFOLIO',
      'dynamodb:PutItem LedgerRegister MARKS',
      'dynamodb:PutItem LedgerRegister PORTFOLIO',
      'dynamodb:Query LedgerRegister PORTFOLIO',
      'dynamodb:UpdateItem LedgerRegister RATE#*',
    ],
  ],
  ['IntakeDocs', [], []],
  ['IntakeRecord', ['REGISTER_TABLE'], [...recording, ...consuming('IntakeSubmissions')]],
  [
    'IntakeBury',
    ['REGISTER_TABLE'],
    [
      ...recording,
      'dynamodb:PutItem LedgerRegister DEAD_LETTERS',
      'dynamodb:DeleteItem LedgerRegister DEAD_LETTERS',
      ...consuming('IntakeDeadLetters'),
    ],
  ],
  [
    'FeedPublish',
    ['REGISTER_TABLE', 'FEED_BUCKET', 'FEED_URL', 'LOG_KEYS'],
    [
      'kms:GetPublicKey Logfirst',
      'kms:Sign Logfirst ED25519_SHA_512 RAW',
      's3:DeleteObject FeedBucket/feed/log/tile/*.p/*',
      'dynamodb:DeleteItem LedgerRegister MARKS',
      'dynamodb:DeleteItem LedgerRegister RETIRED',
      'dynamodb:PutItem LedgerRegister RETIRED',
      'dynamodb:Query LedgerRegister RETIRED',
      's3:DeleteObject FeedBucket/feed/immutable/*',
      's3:DeleteObject FeedBucket/gzip/feed/immutable/*',
      'dynamodb:GetItem LedgerRegister PUBLICATION',
      'dynamodb:GetItem LedgerRegister DIVISIONS',
      'dynamodb:PutItem LedgerRegister PUBLICATION',
      'dynamodb:PutItem LedgerRegister SUSPECTS#*',
      'dynamodb:PutItem LedgerRegister DIVISIONS',
      'dynamodb:Query LedgerRegister MARKS',
      'dynamodb:Query LedgerRegister MONTH#*',
      'dynamodb:Query LedgerRegister PORTFOLIO',
      's3:GetObject FeedBucket/feed/*',
      's3:GetObject FeedBucket/gzip/feed/*',
      's3:ListBucket FeedBucket',
      's3:PutObject FeedBucket/feed/*',
      's3:PutObject FeedBucket/gzip/feed/*',
    ],
  ],
];

describe('the rights of the functions', () => {
  it.each(table)('%s knows and may do what it needs, and nothing else', (box, variables, rights) => {
    expect(rightsOf(box)).toEqual([...rights].sort());
    const target = functions.find(({ name }) => name === `${box}Function`);
    expect(Object.keys(target?.properties.Environment?.Variables ?? {}).sort()).toEqual(
      [...variables].sort(),
    );
  });

  it('belong to one role each, which nothing else has and which brings no policy of AWS', () => {
    expect(functions.map(({ name }) => name).sort()).toEqual(table.map(([box]) => `${box}Function`).sort());
    for (const { name, properties } of functions) {
      expect(readable(properties.Role['Fn::GetAtt'][0])).toBe(name.replace(/Function$/, 'Role'));
    }
    for (const { properties } of resourcesIn(template, 'AWS::IAM::Role')) {
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
      expect(properties).not.toHaveProperty('Policies');
    }
  });

  it('let the schedule start the aggregator and nothing else', () => {
    expect(rightsOf('FeedSchedule')).toEqual(['lambda:InvokeFunction FeedPublishFunction']);
  });

  it('name no wildcard but the documents of the feed', () => {
    const all = policies.flatMap(({ properties }) => lines(properties.PolicyDocument.Statement));
    const wild = all
      .map((line) => line.split(' ').slice(0, 2).join(' '))
      .filter((line) => line.includes('*'));
    expect(wild.sort()).toEqual([
      's3:DeleteObject FeedBucket/feed/immutable/*',
      's3:DeleteObject FeedBucket/feed/log/tile/*.p/*',
      's3:DeleteObject FeedBucket/gzip/feed/immutable/*',
      's3:GetObject FeedBucket/feed/*',
      's3:GetObject FeedBucket/gzip/feed/*',
      's3:PutObject FeedBucket/feed/*',
      's3:PutObject FeedBucket/gzip/feed/*',
    ]);
  });

  it('let each function write to its own log only', () => {
    for (const [box] of table) {
      const policy = policies.find(({ name }) => name === `${box}RoleDefaultPolicy`);
      const logs = lines(policy?.properties.PolicyDocument.Statement).filter((line) =>
        line.startsWith('logs:'),
      );
      expect(logs).toEqual([`logs:CreateLogStream ${box}Logs`, `logs:PutLogEvents ${box}Logs`]);
    }
  });
});
