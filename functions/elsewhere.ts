import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Refused } from '../shared/findings/problem.ts';
import { methodsAt } from '../shared/partner-api/contract.ts';

/** The answer where no operation is: to OPTIONS the methods that are offered. Throws Refused otherwise. */
export function answerElsewhere({
  rawPath,
  requestContext,
}: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const methods = methodsAt(rawPath);
  if (methods.length === 0) throw new Refused('not-found', 'The API has nothing at this address.');
  const headers = { allow: methods.join(', ') };
  const { method } = requestContext.http;
  if (method !== 'OPTIONS')
    throw new Refused('method-not-allowed', `${method} is not offered here.`, { headers });
  return { statusCode: 204, headers: { ...headers, 'cache-control': 'no-store' } };
}
