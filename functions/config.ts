import * as z from 'zod';

const variables = {
  PARTNER_TABLE: z.string().min(1),
  REGISTER_TABLE: z.string().min(1),
  SUBMISSION_QUEUE_URL: z.url(),
  FEED_BUCKET: z.string().min(1),
  REQUESTS_PER_MINUTE: z.string().regex(/^\d+$/),
  /** Ends in a slash. */
  FEED_URL: z.url(),
  /** Ids of keys of KMS with commas between them, the oldest first. */
  LOG_KEYS: z.string().regex(/^[^,]+(?:,[^,]+)*$/),
  /** For how many years files that are kept for ever are locked; empty: they are not. */
  OBJECT_LOCK_YEARS: z
    .string()
    .regex(/^\d{0,3}$/)
    .default(''),
};

/** An environment variable of the function; throws at the start of the function if it is missing. */
export function setting<Name extends keyof typeof variables>(name: Name): string {
  const wanted = z.object({ [name]: variables[name] });
  return (wanted.parse(process.env) as Record<Name, string>)[name];
}
