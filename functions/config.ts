import * as z from 'zod';

const variables = {
  PARTNER_TABLE: z.string().min(1),
  REGISTER_TABLE: z.string().min(1),
  SUBMISSION_QUEUE_URL: z.url(),
  FEED_BUCKET: z.string().min(1),
  REQUESTS_PER_MINUTE: z.string().regex(/^\d+$/),
  /** Ends in a slash. */
  FEED_URL: z.url(),
};
type Name = keyof typeof variables;

/** The environment variables a function needs; throws at the start of the function if one is missing. */
export function readConfig<const Names extends readonly Name[]>(
  ...names: Names
): Record<Names[number], string> {
  const wanted = z.object(Object.fromEntries(names.map((name) => [name, variables[name]])));
  return wanted.parse(process.env) as Record<Names[number], string>;
}
