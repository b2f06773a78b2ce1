import * as z from 'zod';

const batchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * Which messages of a batch failed, by the response of a function whose event source mapping reports batch item
 * failures. Nothing, or a response without failures, means that all succeeded; an identifier that is missing,
 * empty, badly named or not in the batch fails the whole batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessages(response: unknown, messageIds: readonly string[]): Set<string> {
  const parsed = batchResponse.safeParse(Array.isArray(response) && response.length === 0 ? null : response);
  if (!parsed.success) return new Set(messageIds);
  const failed = (parsed.data?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier);
  return new Set(failed.every((id) => messageIds.includes(id)) ? failed : messageIds);
}
