import { describe, expect, it } from 'vitest';
import { acceptsJson, isKnown, tagOf } from '../../functions/http/negotiation.ts';

describe('an Accept header', () => {
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
    ['application/json;q=2', false],
    ['nonsense', false],
    [',,;;=', false],
  ])('%j lets the answer be JSON: %s', (accept, accepts) => {
    expect(acceptsJson(accept)).toBe(accepts);
  });
});

describe('the entity tag of a text', () => {
  it('is another for every other text, of many thousands', () => {
    const texts = Array.from({ length: 50_000 }, (_, at) => `{"revision":${at}}`);
    expect(new Set(texts.map(tagOf)).size).toBe(texts.length);
    expect(tagOf('text')).toBe(tagOf('text'));
  });
});

describe('If-None-Match', () => {
  it('names what is known, weakly or strongly, alone or in a list, or all there is', () => {
    const tag = tagOf('text');
    for (const header of [tag, `W/${tag}`, `"a", ${tag}`, '*']) expect(isKnown(header, tag)).toBe(true);
    for (const header of [undefined, '"a"', tagOf('another text')]) expect(isKnown(header, tag)).toBe(false);
  });
});
