import { expect, it } from 'vitest';
import { startStores } from '../support/stores.ts';

const hour = 3_600_000;

it('the aggregator keeps copies for thirty days, and no longer than a day more', async () => {
  const stores = await startStores();
  Object.assign(process.env, {
    REGISTER_TABLE: 'register',
    PARTNER_TABLE: 'partners',
    SUBMISSION_QUEUE_URL: stores.queueUrl,
    REQUESTS_PER_MINUTE: '1',
    FEED_BUCKET: 'feed',
    FEED_URL: 'https://register.example.org/feed/',
    LOG_KEYS: 'log',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: stores.addresses.dynamodb,
    AWS_ENDPOINT_URL_S3: stores.addresses.s3,
    AWS_ENDPOINT_URL_KMS: stores.addresses.kms,
  });
  const { bucket, retirements, publications } = stores.ports;
  const [kept, old] = ['immutable/2/kept.json', 'immutable/1/old.json'];
  for (const path of [kept, old]) await bucket.putImmutable(path, new Uint8Array([1]));
  const noted = async (snapshot: number, paths: string[], hoursAgo: number) => {
    const at = new Date(Date.now() - hoursAgo * hour).toISOString();
    await retirements.put({ snapshot, version: 1, at, paths });
  };
  await noted(2, [kept], 30 * 24 - 1);
  await noted(1, [old], 31 * 24 + 1);
  const neither = { portfolio: '', anew: null, reached: '', logged: null };
  const state = {
    ...neither,
    version: 1,
    pending: [],
    turnsOn: '2026-01-01',
    fixed: '',
    snapshot: 0,
    changes: 0,
  };
  await publications.replace(0, state);
  const { handler } = await import('../../functions/publish.ts');
  expect(await handler({}, { getRemainingTimeInMillis: () => 900_000 })).toMatchObject({ snapshot: 1 });
  expect(await bucket.read(old)).toBeUndefined();
  expect(await bucket.read(kept)).toBeDefined();
  await stores.stop();
});
