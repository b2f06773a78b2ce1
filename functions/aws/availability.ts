import { Unavailable } from '../../shared/ports.ts';

/**
 * Tells an AWS service that cannot answer now (throttled, failing, timed out, not reachable) from a call that is
 * wrong: the former is thrown as Unavailable and tried again as a whole, the latter as it is.
 */
export const availabilityOf =
  (service: string) =>
  async <Answer>(call: Promise<Answer>): Promise<Answer> => {
    try {
      return await call;
    } catch (thrown) {
      throw isTransient(thrown) ? new Unavailable(service, thrown) : thrown;
    }
  };

function isTransient(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { $metadata, $retryable } = thrown as {
    $metadata?: { httpStatusCode?: number };
    $retryable?: object;
  };
  const status = $metadata?.httpStatusCode;
  return (
    $retryable !== undefined ||
    status === undefined ||
    status >= 500 ||
    status === 429 ||
    throttled.has(thrown.name)
  );
}

const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottlingException',
  'TooManyRequestsException',
  'SlowDown',
]);
