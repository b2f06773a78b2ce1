import { pageBytes } from '../shared/feed/division.ts';
import { publish } from '../shared/feed/publish.ts';
import {
  base,
  bucket,
  contributions,
  divisions,
  marks,
  now,
  portfolio,
  publications,
  retirements,
  suspects,
} from './register.ts';

const runs = publish({
  marks,
  contributions,
  divisions,
  portfolio,
  publications,
  retirements,
  suspects,
  bucket,
  now,
  base,
  daysKept: 30,
  pageBytes,
});

/** One run of the aggregator, on schedule or by hand. */
export async function handler() {
  const { snapshot, written } = await runs();
  if (snapshot !== undefined) console.info({ snapshot, written: written.length });
  return { snapshot: snapshot ?? null, written };
}
