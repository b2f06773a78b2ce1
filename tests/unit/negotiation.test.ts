import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptingJson, inLanguage } from '../../functions/http/negotiation.ts';
import type { HttpContext } from '../../functions/http/request.ts';
import { Refused } from '../../shared/checks/problem.ts';
import { apiInMemory } from '../support/api-in-memory.ts';
import { anActivity, somebody } from '../support/register.ts';
import { through } from '../support/through.ts';

describe('an Accept header', () => {
  const accepts = (accept: string | undefined, entry = 'read') =>
    through(acceptingJson(), { headers: { accept } }, { route: { entry } } as Partial<HttpContext>).then(
      () => true,
      (thrown) => {
        if (!(thrown instanceof Refused)) throw thrown;
        expect(thrown.problem).toMatchObject({ status: 406, code: 'not-acceptable' });
        return false;
      },
    );

  it.each<[string | undefined, boolean]>([
    [undefined, true],
    ['', true],
    ['*/*', true],
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['application/*;q=0.1', true],
    ['text/html, */*;q=0.01', true],
    ['application/problem+json, application/json', true],
    ['text/html', false],
    ['application/problem+json', false],
    ['application/json;q=0', false],
    ['application/json; q=0.000, */*', false],
    ['*/*;q=0', false],
    ['*/*;q=0, application/json', true],
    ['application/*;q=0, */*', false],
    // A parameter that our JSON does not have asks for something else (RFC 9110, section 12.5.1).
    ['application/json;version=2', false],
    // No weight of RFC 9110, which leaves it to us what to make of one above 1.
    ['application/json;q=2', true],
    ['nonsense', false],
    [',,;;=', false],
  ])('%j lets the answer be JSON: %s', async (accept, expected) => {
    expect(await accepts(accept)).toBe(expected);
  });

  it('is of no account to what describes the API', async () => {
    expect(await accepts('text/html', 'docs')).toBe(true);
  });
});

describe('the language of an answer', () => {
  const languageFor = async (header: string | undefined) =>
    (await through(inLanguage(), { headers: { 'accept-language': header } })).context.language;

  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['en', 'en'],
    ['fr', 'fr'],
    ['FR', 'fr'],
    ['fr-CA', 'fr'],
    ['fr-FR, en;q=0.9', 'fr'],
    ['en-GB;q=0.8, fr;q=0.9', 'fr'],
    ['fr;q=0.8, en', 'en'],
    ['en, fr', 'en'],
    ['fr, en', 'fr'],
    ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', 'fr'],
    ['en-GB,en;q=0.9,fr;q=0.8', 'en'],
    // Of equal weights RFC 9110 prefers none: what is named exactly goes before what is named with a country.
    ['en-GB, fr', 'fr'],
    ['de, fr;q=0.1', 'fr'],
    ['de', 'en'],
    ['de, *;q=0.5', 'en'],
    ['en;q=0, *', 'fr'],
    ['en;q=0.1, *', 'fr'],
    ['fr;q=0, *', 'en'],
    ['fr;q=0, en;q=0', 'en'],
    ['fr;q=0', 'en'],
    ['fr ; q=0.5 , en ; q=0.4', 'fr'],
    ['fr-CA;q=0.2, fr;q=0.9, en;q=0.5', 'fr'],
    // No weights of RFC 9110, which leaves it to us what to make of more than 1 and of a fourth digit.
    ['fr;q=2, en;q=0.1', 'fr'],
    ['fr;q=0.1234, en;q=0.1', 'fr'],
    ['frank', 'en'],
    ['french', 'en'],
    ['fr_FR', 'en'],
    [';;;,,,=', 'en'],
  ])('that "%s" asks for is %s', async (header, language) => {
    expect(await languageFor(header)).toBe(language);
  });

  it('is one of ours, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 1000 }), async (header) => {
        expect(['en', 'fr']).toContain(await languageFor(header));
      }),
    );
  });

  it('is that of the findings of a dry run, and of an answer that is a problem', async () => {
    const api = apiInMemory([somebody]);
    const asked = async (body: object) => {
      const { headers, body: bytes } = await api({
        method: 'POST',
        path: '/v1/activities',
        query: 'dryRun=true',
        headers: {
          authorization: 'Bearer somebody',
          'content-type': 'application/json',
          'accept-language': 'fr-CA',
        },
        body: Buffer.from(JSON.stringify(body)),
      });
      const { status, findings } = JSON.parse(bytes.toString());
      return [headers['content-language'], headers.vary, status, findings[0]?.detail];
    };
    const says = expect.stringContaining('ne nomme aucun projet');
    expect(await asked(anActivity({ projects: [] }))).toEqual(['fr', 'accept-language', undefined, says]);
    expect(await asked(anActivity({ projects: ['?'] }))).toEqual([
      'fr',
      'accept-language',
      422,
      expect.stringContaining('n’est pas un code de projet'),
    ]);
  });
});
