import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { authenticate } from '../shared/intake/keys.ts';
import { Unavailable } from '../shared/ports.ts';
import { now, partners } from './register.ts';

const identify = authenticate({ partners, now });

/**
 * Tells the functions who asks. It lets every request through, with the partner or with a refusal: an HTTP API
 * cannot refuse with a problem document, so the functions do (http/partner.ts).
 */
export async function handler(event: APIGatewayRequestAuthorizerEventV2) {
  return { isAuthorized: true, context: await identityOf(event.headers?.authorization) };
}

/** While the table does not answer, the functions say so: the gateway would answer a failed authorizer by itself. */
async function identityOf(authorization: string | undefined) {
  try {
    return await identify(authorization);
  } catch (thrown) {
    if (!(thrown instanceof Unavailable)) throw thrown;
    console.error(thrown);
    return { unavailable: true as const };
  }
}
