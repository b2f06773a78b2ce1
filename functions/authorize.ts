import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { hashKey, partnerOfKey } from '../shared/key.ts';
import { readConfig } from './config.ts';
import { partnerTable } from './partner-table.ts';
import { documentClient, openTable } from './table.ts';

const config = readConfig('PARTNER_TABLE');
const partners = partnerTable(openTable(documentClient(), config.PARTNER_TABLE));

/**
 * Tells the functions who asks. It lets every request through, with the partner or with a refusal: an HTTP API
 * cannot refuse with a problem document, so the functions do (http.ts).
 */
export async function handler(event: APIGatewayRequestAuthorizerEventV2) {
  const [, key] = /^Bearer (\S+)$/i.exec(event.headers?.authorization ?? '') ?? [];
  const context =
    key === undefined || key === 'none'
      ? refusal('Send your key: authorization: Bearer <key>.')
      : await partnerWith(key);
  return { isAuthorized: true, context };
}

async function partnerWith(key: string) {
  const named = await partnerOfKey(key);
  if (named === undefined) return refusal('The key is mistyped: its form or its checksum is wrong.');
  return (
    (await partners.holding(named, await hashKey(key))) ?? refusal('The key is not, or no longer, valid.')
  );
}

const refusal = (reason: string) => ({ refusal: reason });
