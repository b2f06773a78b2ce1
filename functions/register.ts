import { randomUUID } from 'node:crypto';
import { rateLimit } from '../shared/intake/rate-limit.ts';
import { divisionsOfLate } from '../shared/recording/divisions-of-late.ts';
import * as activityRows from './aws/activity-rows.ts';
import * as aggregateRows from './aws/aggregate-rows.ts';
import * as contributionRows from './aws/contribution-rows.ts';
import * as factRows from './aws/fact-rows.ts';
import { bucketClient, feedBucket } from './aws/feed-bucket.ts';
import { keptFiles } from './aws/kept-files.ts';
import { keyClient, logSigner } from './aws/log-signer.ts';
import { partnerTable } from './aws/partner-table.ts';
import * as portfolioRows from './aws/portfolio-rows.ts';
import * as requestRows from './aws/request-rows.ts';
import { queueClient, submissionQueue } from './aws/submission-queue.ts';
import * as suspectRows from './aws/suspect-rows.ts';
import { documentClient, openTable } from './aws/table.ts';
import { setting } from './config.ts';

/**
 * Opens a port as the function starts. The bundler leaves out what an entry does not name, with its adapter and its
 * client: an entry needs the environment variables of what it names, and no others.
 * @__NO_SIDE_EFFECTS__
 */
function opened<Port>(open: () => Port): Port {
  return open();
}

export const now = () => new Date();
export const newId = randomUUID;
export const newToken = aggregateRows.newMarkToken;

const table = opened(() => openTable(documentClient(), setting('REGISTER_TABLE')));

export const activities = opened(() => activityRows.activities(table));
export const deadLetters = opened(() => activityRows.deadLetters(table));
export const receipts = opened(() => activityRows.receipts(table));
export const revisions = opened(() => activityRows.revisions(table));
export const contributions = opened(() => contributionRows.contributions(table));
export const marks = opened(() => aggregateRows.marks(table));
export const publications = opened(() => aggregateRows.publications(table));
export const retirements = opened(() => aggregateRows.retirements(table));
export const divisions = opened(() => aggregateRows.divisions(table));
/** How months are divided, as recorders go by it. */
export const late = opened(() => divisionsOfLate(aggregateRows.lateDivisions(table), now));
export const suspects = opened(() => suspectRows.suspects(table));
export const portfolio = opened(() => portfolioRows.portfolio(table));
export const facts = opened(() => factRows.facts(table));
export const keys = opened(() => requestRows.idempotencyKeys(table));
export const limit = opened(() =>
  rateLimit({
    counters: requestRows.rateCounters(table),
    perMinute: Number(setting('REQUESTS_PER_MINUTE')),
    now,
  }),
);
export const queue = opened(() => submissionQueue(queueClient(), setting('SUBMISSION_QUEUE_URL')));
const objects = opened(() => bucketClient());
export const bucket = opened(() => feedBucket(objects, setting('FEED_BUCKET')));
export const kept = opened(() => {
  const years = setting('OBJECT_LOCK_YEARS');
  const until = () => new Date(Date.now() + Number(years) * 31_557_600_000);
  return keptFiles(objects, setting('FEED_BUCKET'), years === '' ? undefined : until);
});
/** Who signs the log: every key there has been, the oldest first. */
export const signers = opened(() => {
  const client = keyClient();
  return setting('LOG_KEYS')
    .split(',')
    .map((key) => logSigner(client, key));
});
/** The public address of the feed. */
export const base = opened(() => setting('FEED_URL'));
export const partners = opened(() => partnerTable(openTable(documentClient(), setting('PARTNER_TABLE'))));
