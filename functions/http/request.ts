import type middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Operation, Route } from '../../shared/api/contract.ts';
import type { AnswerLanguage } from '../../shared/words/bilingual.ts';
import type { Partner } from '../../shared/words/partner.ts';

/** A request as the gateway hands it over; `lambda` is what the authorizer tells of who asks. */
export type Event = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { lambda?: unknown } } };
export type Result = APIGatewayProxyStructuredResultV2;

/** What Lambda tells of a call, and what the middlewares find out about its request, each for those after it. */
export type HttpContext = Context & {
  /** The language to answer in. */
  language: AnswerLanguage;
  /** What every answer to this request bears from then on, also a refusal. */
  headers?: Record<string, string>;
  /** Throws Unavailable once the request has been answered because its time was over. */
  inTime: () => void;
  route: Route & { operation: Operation };
  /** Who asks; {@link nobody} where the route is open to all. */
  partner: Partner;
  /** Counts so many against the limit of who asks. Throws Refused where nothing is left. */
  charge: (cost: number) => Promise<void>;
};

export type Middleware = middy.MiddlewareObj<Event, Result, Error, HttpContext>;
export type Handler = (event: Event, context: HttpContext) => Promise<Result>;

/** Notes what a middleware has found out. */
export const found = (context: HttpContext, finding: Partial<HttpContext>): void =>
  void Object.assign(context, finding);
