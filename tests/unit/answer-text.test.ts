import { describe, expect, it } from 'vitest';
import type { Operations } from '../../functions/http/dispatch.ts';
import { httpHandler } from '../../functions/http/handler.ts';
import { answerText } from '../../shared/checks/answer-text.ts';
import { error, worded } from '../../shared/checks/finding.ts';
import { problem, problemOf, Refused } from '../../shared/checks/problem.ts';

const missing = error('missing', ['title'], 'is required');
const refused = problemOf('refused', 'The activity has errors; each is a finding.', [missing]);

describe('the text of an answer', () => {
  it('has findings and problems in its language, wherever they stand', () => {
    const body = { findings: [missing], outcomes: [{ index: 0, problem: refused }, { findings: [missing] }] };
    const inFrench = { ...refused, title: 'La soumission est refusée' };
    expect(JSON.parse(answerText(body, 'fr'))).toEqual({
      findings: [worded(missing, 'fr')],
      outcomes: [
        {
          index: 0,
          problem: {
            ...inFrench,
            detail: 'L’activité comporte des erreurs\u00a0; chacune est une constatation.',
            findings: [worded(missing, 'fr')],
          },
        },
        { findings: [worded(missing, 'fr')] },
      ],
    });
    expect(problem.safeParse(JSON.parse(answerText(refused, 'en'))).success).toBe(true);
  });

  it('leaves everything else as it is', () => {
    const body = {
      activity: { title: { en: 'is required', fr: 'x' }, type: 'other' },
      detail: 'is required',
    };
    expect(answerText(body, 'fr')).toBe(JSON.stringify(body));
  });
});

describe('an answer', () => {
  const answer = async (language: string | undefined, operations: Operations, routeKey: string) => {
    const lambda = { id: 'octopus', name: 'Octopus', office: false };
    const event = {
      routeKey,
      rawPath: '/v1/activities/A-1',
      headers: language === undefined ? {} : { 'accept-language': language },
      pathParameters: { reference: 'A-1' },
      requestContext: { requestId: 'r-1', http: { method: 'PUT' }, authorizer: { lambda } },
    };
    type Handler = (
      event: unknown,
      context: object,
    ) => Promise<{ headers: Record<string, string>; body: string }>;
    const handler = httpHandler(operations) as unknown as Handler;
    return handler(event, { getRemainingTimeInMillis: () => 10_000 });
  };
  const put = 'PUT /v1/activities/{reference}';
  const gone: Operations = {
    putActivity: async () => {
      throw new Refused('gone', 'The activity was withdrawn by its revision 3.');
    },
  };

  it.each([
    [undefined, 'en', 'The activity was withdrawn by its revision 3.'],
    ['fr-FR, en;q=0.5', 'fr', 'L’activité a été retirée par sa révision 3.'],
  ])('to a request in %s is in %s, and says so', async (asked, language, detail) => {
    const { headers, body } = await answer(asked, gone, put);
    expect(headers).toMatchObject({ 'content-language': language, vary: 'accept-language' });
    expect(JSON.parse(body)).toMatchObject({ code: 'gone', detail });
  });

  it('with findings is in the language of the first request, where it is repeated', async () => {
    const repeated: Operations = {
      putActivity: async () => ({ status: 202, body: { findings: [missing] }, language: 'fr' }),
    };
    const { headers, body } = await answer('en', repeated, put);
    expect(headers['content-language']).toBe('fr');
    expect(JSON.parse(body)).toEqual({ findings: [worded(missing, 'fr')] });
  });

  it('with findings is in the language that is asked for', async () => {
    const dry: Operations = {
      putActivity: async ({ language }) => ({ status: 200, body: { findings: [missing] }, language }),
    };
    expect(JSON.parse((await answer('fr', dry, put)).body)).toEqual({ findings: [worded(missing, 'fr')] });
  });

  it('that is an activity bears no language of ours', async () => {
    const read: Operations = { getActivity: async () => ({ status: 200, body: { activity: {} } }) };
    const { headers } = await answer('fr', read, 'GET /v1/activities/{reference}');
    expect(headers).not.toHaveProperty('content-language');
  });
});
