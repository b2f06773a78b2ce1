import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageFor } from '../../shared/words/language.ts';

describe('the language of an answer', () => {
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
    ['fr;q=2, en;q=0.1', 'en'],
    ['fr;q=0.1234, en;q=0.1', 'en'],
    ['frank', 'en'],
    ['french', 'en'],
    ['fr_FR', 'en'],
    [';;;,,,=', 'en'],
  ])('that "%s" asks for is %s', (header, language) => {
    expect(languageFor(header)).toBe(language);
  });

  it('is one of ours, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (header) => {
        expect(['en', 'fr']).toContain(languageFor(header));
      }),
    );
  });
});
