import { publish } from '../shared/feed/publish.ts';
import { marks, publications, retirements, summaries } from './aws/aggregate-rows.ts';
import { contributions } from './aws/contribution-rows.ts';
import { bucketClient, feedBucket } from './aws/feed-bucket.ts';
import { portfolio } from './aws/portfolio-rows.ts';
import { documentClient, openTable } from './aws/table.ts';
import { readConfig } from './config.ts';

const config = readConfig('REGISTER_TABLE', 'FEED_BUCKET', 'FEED_URL');
const table = openTable(documentClient(), config.REGISTER_TABLE);
const ports = {
  marks: marks(table),
  contributions: contributions(table),
  summaries: summaries(table),
  portfolio: portfolio(table),
  publications: publications(table),
  retirements: retirements(table),
  feed: feedBucket(bucketClient(), config.FEED_BUCKET),
  now: () => new Date(),
  base: config.FEED_URL,
  daysKept: 30,
};

/** One run of the aggregator, on schedule or by hand. */
export async function handler() {
  const { snapshot, written } = await publish(ports)();
  if (snapshot !== undefined) console.info({ snapshot, written: written.length });
  return { snapshot: snapshot ?? null, written };
}
