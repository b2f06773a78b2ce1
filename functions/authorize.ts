import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { authenticate } from '../shared/intake/keys.ts';
import { Unavailable } from '../shared/ports.ts';
import { partnerTable } from './aws/partner-table.ts';
import { documentClient, openTable } from './aws/table.ts';
import { readConfig } from './config.ts';

const config = readConfig('PARTNER_TABLE');
const whoAsks = authenticate({
  partners: partnerTable(openTable(documentClient(), config.PARTNER_TABLE)),
  now: () => new Date(),
});

/**
 * Tells the functions who asks. It lets every request through, with the partner or with a refusal: an HTTP API
 * cannot refuse with a problem document, so the functions do (http.ts).
 */
export async function handler(event: APIGatewayRequestAuthorizerEventV2) {
  return { isAuthorized: true, context: await told(event.headers?.authorization) };
}

/** While the table does not answer, the functions say so: the gateway would answer a failed authorizer by itself. */
async function told(authorization: string | undefined) {
  try {
    return await whoAsks(authorization);
  } catch (thrown) {
    if (!(thrown instanceof Unavailable)) throw thrown;
    console.error(thrown);
    return { unavailable: true as const };
  }
}
