import * as z from 'zod';

/** Every key that may be given on the command line as `-c key=value`, where all values arrive as text. */
const settings = z.strictObject({
  /** Suffix of the stack's name, so that several registers fit into one account. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,19}$/)
    .optional(),
  /** Minutes between two runs of the aggregator; a run may take four, and runs must not overlap. */
  publishEveryMinutes: z.coerce.number().int().min(5).max(60).default(5),
  /** How many requests a partner has in a minute; a batch counts each of its items, and must fit. */
  requestsPerMinute: z.coerce.number().int().min(100).max(60_000).default(1200),
  /** Who is written to when an alarm rings. */
  alarmEmail: z.email().optional(),
  /**
   * The names of the keys that sign the log, with commas between them, the oldest first. A second one is made known
   * by being added, and the first may go with a later deploy.
   */
  logKeys: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,19}(?:,[a-z][a-z0-9]{0,19})*$/)
    .default('first')
    .transform((names) => names.split(',')),
  /**
   * For how many years nobody, whatever his rights, can change or delete a file that is kept for ever (S3 Object Lock in
   * compliance mode). To be chosen with the first deploy: a bucket cannot be given it later.
   */
  objectLockYears: z.coerce.number().int().min(1).max(100).optional(),
  /** Whether tables and documents outlive the stack; `destroy` is for stacks to try things on. */
  removal: z.enum(['retain', 'destroy']).default('retain'),
});

/** Where and how one copy of the register runs. */
export type Stage = z.infer<typeof settings>;

/**
 * The settings of this synthesis.
 * @param context looks up a key of the CDK context; undefined where nothing was given
 * @throws ZodError naming every setting that is not what it should be
 */
export function stageFrom(context: (key: string) => unknown): Stage {
  const given = Object.keys(settings.shape).map((key) => [key, context(key)] as const);
  return settings.parse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
}

/** The name of the stack of a stage. */
export function stackName(stage: Stage): string {
  return stage.stage === undefined ? 'ActivityRegister' : `ActivityRegister-${stage.stage}`;
}
