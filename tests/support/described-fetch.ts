import { faultsOfAnswer } from './response-validator.ts';

/** The first answer of the API that was not as described is a failure of whoever asked, and of all who ask after. */
let undescribed: Error | undefined;

/**
 * As fetch; but an answer of the API that is not as its OpenAPI document says throws an error that lists what differs,
 * and so does every call after it, for those who take an error for an answer that did not come.
 */
export async function describedFetch(address: URL, init: RequestInit = {}): Promise<Response> {
  if (undescribed !== undefined) throw undescribed;
  const answer = await fetch(address, init);
  if (!address.pathname.startsWith('/v1')) return answer;
  const { method = 'GET' } = init;
  const { status, headers } = answer;
  const body = await answer.clone().text();
  const faults = faultsOfAnswer({ method, path: address.pathname, status, headers, body });
  if (faults.length === 0) return answer;
  undescribed = new Error(
    [
      `${method} ${address.pathname} is not answered as described (${status}):`,
      ...faults,
      body.slice(0, 500),
    ].join('\n'),
  );
  throw undescribed;
}
