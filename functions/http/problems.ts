import { type Problem, problemOf, Refused } from '../../shared/checks/problem.ts';
import { Unavailable } from '../../shared/ports.ts';
import { written } from './answer.ts';
import type { Middleware } from './request.ts';

/**
 * Makes of every error a problem document: of a refusal what it says, of what is down a 503, of anything else a 500
 * that says nothing; what is no refusal is logged.
 */
export const problems = (): Middleware => ({
  onError({ error, event, context }) {
    const { requestId } = event.requestContext;
    if (!(error instanceof Refused)) console.error(`request ${requestId}:`, error);
    const [problem, headers] = problemFor(error);
    const instance = `urn:activity-register:request:${encodeURIComponent(requestId)}`;
    return written(
      {
        status: problem.status,
        body: { ...problem, instance },
        headers: { 'content-type': 'application/problem+json', ...headers },
        language: context.language,
      },
      context,
    );
  },
});

function problemFor(error: unknown): [Problem, Readonly<Record<string, string>>] {
  if (error instanceof Refused) return [error.problem, error.headers];
  return error instanceof Unavailable
    ? [problemOf('unavailable', 'Nothing was acknowledged. Send it again.'), { 'retry-after': '5' }]
    : [problemOf('internal', 'The fault is ours and has been logged. Try again later.'), {}];
}
