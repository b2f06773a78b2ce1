import type { Context } from 'aws-lambda';
import { pageBytes } from '../shared/feed/division.ts';
import { publish } from '../shared/feed/publish.ts';
import {
  base,
  bucket,
  contributions,
  divisions,
  kept,
  marks,
  now,
  portfolio,
  publications,
  retirements,
  signers,
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
  kept,
  signers,
  now,
  base,
  daysKept: 30,
  pageBytes,
  mostPages: 400,
});

/** How much time, in milliseconds, must be left for another run: more than one of so many pages should need. */
const enough = 120_000;

/** The aggregator, on schedule or by hand: one run, and others for as long as there is more and there is time. */
export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) {
  const paths = new Set<string>();
  let last: number | undefined;
  for (;;) {
    const { snapshot, written, more } = await runs();
    if (snapshot !== undefined) console.info({ snapshot, written: written.length, more });
    last = snapshot ?? last;
    for (const path of written) paths.add(path);
    if (!more || context.getRemainingTimeInMillis() < enough)
      return { snapshot: last ?? null, written: [...paths], more };
  }
}
