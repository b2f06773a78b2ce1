import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';

/** What somebody is about to do with an object. */
export type ObjectAction = {
  action: 's3:PutObject' | 's3:DeleteObject';
  bucket: string;
  key: string;
  headers: IncomingHttpHeaders;
};

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const everybody = z.strictObject({ AWS: z.literal('*') });

/** The rights, which nobody asks for here, and the demand of TLS, which there is none of. */
const passedOver = z
  .union([
    z.object({ Effect: z.literal('Allow') }),
    z.object({
      Effect: z.literal('Deny'),
      Condition: z.strictObject({ Bool: z.strictObject({ 'aws:SecureTransport': z.literal('false') }) }),
    }),
  ])
  .transform(() => undefined);

/** It may name actions, resources and the presence of If-Match and If-None-Match, and nothing else. */
const denial = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Deny'),
  Principal: everybody,
  Action: texts,
  Resource: texts.optional(),
  NotResource: texts.optional(),
  /** "true": it denies where the request has no such header. */
  Condition: z
    .strictObject({
      Null: z.partialRecord(z.enum(['s3:if-match', 's3:if-none-match']), z.enum(['true', 'false'])),
    })
    .default({ Null: {} }),
});

/** The properties of an AWS::S3::BucketPolicy, of which the denials are read. */
export const bucketPolicy = z.object({
  PolicyDocument: z.object({ Statement: z.array(z.union([passedOver, denial])) }),
});

/** Tells of an action whether a policy denies it, whoever asks. */
export function refusedBy({
  PolicyDocument: policy,
}: z.infer<typeof bucketPolicy>): (asked: ObjectAction) => boolean {
  const denials = policy.Statement.filter((statement) => statement !== undefined);
  return ({ action, bucket, key, headers }) => {
    const arn = `arn:aws:s3:::${bucket}/${key}`;
    return denials.some(
      ({ Action, Resource, NotResource, Condition }) =>
        matches(Action, action) &&
        (Resource === undefined || matches(Resource, arn)) &&
        (NotResource === undefined || !matches(NotResource, arn)) &&
        Object.entries(Condition.Null).every(
          ([name, absent]) => (headers[name.replace('s3:', '')] === undefined) === (absent === 'true'),
        ),
    );
  };
}

/** Whether a text is as one of the patterns: `*` stands for any characters, slashes among them, `?` for one. */
const matches = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => {
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${escaped}$`, 's').test(text);
  });
