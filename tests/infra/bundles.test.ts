import { basename } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import { inThePlaceOf } from '../../infra/register-function.ts';

/** What a function is made of: packages of the AWS SDK, environment variables, and how large it is without the SDK. */
type Bundle = { sdk: string[]; variables: string[]; kilobytes: number };

const table = ['client-dynamodb', 'lib-dynamodb'];
const api = ['REGISTER_TABLE', 'REQUESTS_PER_MINUTE'];
/** What each may be made of; it is smaller than `kilobytes`. */
const wanted: Record<string, Bundle> = {
  submit: {
    sdk: ['client-dynamodb', 'client-sqs', 'lib-dynamodb'],
    variables: [...api, 'SUBMISSION_QUEUE_URL'],
    kilobytes: 240,
  },
  read: { sdk: table, variables: api, kilobytes: 204 },
  portfolio: { sdk: table, variables: api, kilobytes: 200 },
  docs: { sdk: [], variables: [], kilobytes: 212 },
  authorize: { sdk: table, variables: ['PARTNER_TABLE'], kilobytes: 116 },
  record: { sdk: table, variables: ['REGISTER_TABLE'], kilobytes: 144 },
  bury: { sdk: table, variables: ['REGISTER_TABLE'], kilobytes: 144 },
  publish: {
    sdk: ['client-dynamodb', 'client-kms', 'client-s3', 'lib-dynamodb'],
    variables: ['FEED_BUCKET', 'FEED_URL', 'LOG_KEYS', 'OBJECT_LOCK_YEARS', 'REGISTER_TABLE'],
    kilobytes: 325,
  },
};

const bundled = (names: readonly string[], options: BuildOptions) =>
  buildSync({
    entryPoints: names.map((name) => `functions/${name}.ts`),
    outdir: 'bundles',
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    charset: 'utf8',
    mainFields: ['module', 'main'],
    ...options,
  }).outputFiles ?? [];
const built = bundled(Object.keys(wanted), { external: ['@aws-sdk/*'] });
const all = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))].sort();
const bundles = new Map(
  built.map(({ path, text }): [string, Bundle] => [
    basename(path, '.js'),
    {
      sdk: all(text, /from"@aws-sdk\/([a-z0-9-]+)"/g),
      variables: all(text, /\(["`]([A-Z]+(?:_[A-Z]+)+)["`]\)/g),
      kilobytes: text.length / 1000,
    },
  ]),
);

it.each(Object.entries(wanted))('%s bundles and asks for what it uses, and nothing else', (name, most) => {
  const bundle = bundles.get(name);
  expect(bundle).toEqual({ ...most, kilobytes: bundle?.kilobytes });
  expect(bundle?.kilobytes).toBeLessThan(most.kilobytes);
});

it.each([
  ['submit', 480],
  ['record', 350],
])(
  '%s with the SDK is no larger than it was, and looks for credentials where Lambda has them',
  (name, most) => {
    const alias = Object.fromEntries(Object.entries(inThePlaceOf).map(([from, to]) => [from, `./${to}`]));
    const [whole] = bundled([name], { alias });
    expect(whole?.contents.length).toBeLessThan(most * 1024);
    const named = (name: string) => whole?.text.includes(name);
    expect(['AWS_SESSION_TOKEN', 'AWS_CONTAINER_CREDENTIALS', 'sso_account_id'].filter(named)).toEqual([
      'AWS_SESSION_TOKEN',
    ]);
  },
);
