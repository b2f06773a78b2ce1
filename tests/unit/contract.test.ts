import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { methodsAt, type Route, routes } from '../../shared/api/contract.ts';

const all: readonly Route[] = routes;

describe('the contract', () => {
  it('offers each method at a path once, and each operation once', () => {
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
    expect(new Set(all.map(({ operation }) => operation)).size).toBe(all.length);
  });

  it('asks for a key everywhere but at the health and at what describes the API', () => {
    expect(all.filter(({ access }) => access === 'open').map(({ path }) => path)).toEqual([
      '/v1/health',
      '/v1/openapi.json',
      '/v1/docs',
      '/v1/docs/{file}',
    ]);
  });

  it('keeps every change of the portfolio and of facts to the office', () => {
    const changing = all.filter(({ method, path }) => method !== 'GET' && !/^\/v1\/activities/.test(path));
    expect(changing.map(({ method }) => method).sort()).toEqual([
      ...Array(5).fill('DELETE'),
      ...Array(5).fill('PUT'),
    ]);
    expect(changing.every(({ access, entry }) => access === 'office' && entry === 'portfolio')).toBe(true);
  });

  it('answers all that only reads by functions of their own', () => {
    for (const { method, entry } of all) expect(entry === 'read' || entry === 'docs').toBe(method === 'GET');
  });
});

describe('the methods at a path', () => {
  it.each<[string, string[]]>([
    ['/v1/activities', ['POST', 'GET', 'HEAD', 'OPTIONS']],
    ['/v1/activities/batch', ['POST', 'PUT', 'DELETE', 'GET', 'HEAD', 'OPTIONS']],
    ['/v1/activities/A-1', ['PUT', 'DELETE', 'GET', 'HEAD', 'OPTIONS']],
    ['/v1/submissions/7d444840-9dc0-41d1-b245-5ffdce74fad2', ['GET', 'HEAD', 'OPTIONS']],
    ['/v1/projects/GLACY%2B', ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']],
    ['/v1/health', ['GET', 'HEAD', 'OPTIONS']],
    ['/v1/activities/', []],
    ['/v1/activities/A-1/', []],
    ['/v1/activities/A-1/history', []],
    ['/v1/health/x', []],
    ['/v1', []],
    ['/V1/health', []],
    ['/v2/health', []],
    ['v1/health', []],
    ['/', []],
    ['', []],
  ])('"%s" are %j', (path, methods) => {
    expect(methodsAt(path)).toEqual(methods);
  });

  it('are found whatever stands for a parameter', () => {
    const value = fc
      .string({ minLength: 1 })
      .map(encodeURIComponent)
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.constantFrom(...all), value, ({ path, method }, parameter) => {
        expect(methodsAt(path.replace(/\{\w+\}/, () => parameter))).toContain(method);
      }),
    );
  });
});
