import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type Route, routes } from '../../shared/api/contract.ts';
import { examples, openapi } from '../../shared/api/openapi.ts';
import { catalogue, type ProblemName, problemOf } from '../../shared/checks/problem.ts';
import { activity } from '../../shared/words/activity.ts';
import { factSchemas } from '../../shared/words/fact-kind.ts';
import { period } from '../../shared/words/period.ts';
import { project } from '../../shared/words/project.ts';
import { aBody, bodies } from '../unit/made-activities.ts';

type Operation = {
  operationId: string;
  security?: unknown[];
  parameters?: object[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};
type Content = Record<string, { schema?: object; examples?: Record<string, { value: unknown }> }>;
const description = JSON.parse(JSON.stringify(openapi()));
const operations = Object.entries<Record<string, Operation>>(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const operationOf = (id: string): Operation => {
  const found = operations.find(({ operation }) => operation.operationId === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found.operation;
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(description, 'api', false);
const faults = (schema: string, value: unknown): string[] => faultsAt(`/components/schemas/${schema}`, value);
const faultsAt = (pointer: string, value: unknown): string[] => {
  const validate = ajv.compile({ $ref: `api#${pointer}` });
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
};
/** Every value of a field of this name, at any depth. */
const all = (name: string, within: unknown): unknown[] =>
  typeof within !== 'object' || within === null
    ? []
    : Object.entries(within).flatMap(([key, value]) => [
        ...(key === name ? [value] : []),
        ...all(name, value),
      ]);

/** Every part of a schema that states examples, by its JSON Pointer. */
const partsWithExamples = (part: unknown, pointer: string): [string, unknown[]][] =>
  typeof part !== 'object' || part === null
    ? []
    : Object.entries(part).flatMap(([key, value]): [string, unknown[]][] =>
        key === 'examples' && Array.isArray(value)
          ? [[pointer, value]]
          : partsWithExamples(value, `${pointer}/${key}`),
      );

describe('the description of the API', () => {
  const lint = async (document: unknown) => {
    const found = await lintFromString({
      source: JSON.stringify(document),
      config: await createConfig({ extends: ['recommended'] }),
    });
    return found.map(({ ruleId, message }) => `${ruleId}: ${message}`);
  };

  it('is OpenAPI 3.1, in which the recommended rules of Redocly find nothing', async () => {
    expect(description.openapi).toMatch(/^3\.1\./);
    expect(await lint(description)).toEqual([]);
  });

  it('is looked at by a linter that finds what is wrong', async () => {
    const wrong = structuredClone(description);
    wrong.paths['/v1/health'].get.responses = { 200: { content: {} } };
    wrong.paths['/v1/health'].get.security = [{ nothing: [] }];
    wrong.components.schemas.Health.type = 'objekt';
    const found = await lint(wrong);
    for (const rule of ['struct', 'operation-4xx-response', 'security-defined'])
      expect(found.some((fault) => fault.startsWith(rule))).toBe(true);
  });

  it('has the operations of the contract, no more and no fewer', () => {
    expect(
      operations.map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`).sort(),
    ).toEqual(routes.map(({ operation, method, path }) => `${operation} ${method} ${path}`).sort());
  });

  it.each(routes as readonly Route[])('tells who may call $operation, and how', (route) => {
    const { security, parameters = [], requestBody, responses } = operationOf(route.operation);
    expect(security).toEqual(route.access === 'open' ? [] : undefined);
    expect('401' in responses).toBe(route.access !== 'open');
    expect('403' in responses).toBe(route.access === 'office');
    expect(requestBody !== undefined).toBe(route.method === 'PUT' || route.method === 'POST');
    const inQuery = (parameters as { in?: string; name: string }[]).filter((each) => each.in === 'query');
    expect(inQuery.map(({ name }) => name)).toEqual([...(route.query ?? [])]);
    const keyed = JSON.stringify(parameters).includes('/IdempotencyKey"');
    expect(keyed).toBe(route.idempotent === true);
    expect('409' in responses).toBe(route.idempotent === true);
    expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
  });

  it('tells every problem there is, by name and status', () => {
    const { name: last, description: listed } = description.tags.at(-1);
    expect(last).toBe('problems');
    for (const [name, { status, title }] of Object.entries(catalogue))
      expect(listed).toContain(`| ${status} | \`${name}\` | ${title} |`);
  });

  it('has an example of every problem at an operation, but of the one that no operation has', () => {
    const shown = operations.flatMap(({ operation }) =>
      Object.entries(operation.responses).flatMap(([status, { content }]) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}).map((name) => [status, name]),
      ),
    );
    for (const [status, name] of shown) expect(String(catalogue[name as ProblemName].status)).toBe(status);
    const missing = Object.keys(catalogue).filter((name) => !shown.some(([, other]) => other === name));
    expect(missing).toEqual(['method-not-allowed']);
  });

  it('has no example of a header that a request may do without, which viewers would send with every request', () => {
    for (const parameter of Object.values<object>(description.components.parameters))
      expect(parameter).not.toHaveProperty('example');
  });

  it('says something of every operation, and whom to ask', () => {
    for (const { operation } of operations)
      expect((operation as { description?: string }).description, operation.operationId).toBeTruthy();
    expect(description.info.contact.name).toBeTruthy();
  });

  it('has no default in what is sent: a generated type would want the field always', () => {
    const { NewActivity, NamedActivity } = description.components.schemas;
    const named = Object.entries(description.components.schemas).filter(([name]) => name.startsWith('Named'));
    expect(named).toHaveLength(6);
    expect(all('default', { NewActivity, named })).toEqual([]);
    expect(all('default', { NamedActivity })).toEqual([]);
    expect(NewActivity.properties.units.description).toMatch(/Left out, it is 1\.$/);
  });

  it('has no schema that refers to itself: no type could be generated from it', () => {
    const { schemas } = description.components;
    const referredTo = (name: string) =>
      all('$ref', schemas[name]).map((reference) => String(reference).split('/').at(-1) ?? '');
    const reached = (names: readonly string[], depth: number): string[] =>
      depth === 0 ? [...names] : reached(names.flatMap(referredTo), depth - 1);
    // Whatever is still reached after as many steps as there are schemas has gone in a circle.
    expect(reached(Object.keys(schemas), 8)).toEqual([]);
  });

  it('has patterns that every dialect of regular expressions reads', () => {
    const patterns = all('pattern', description).filter((each) => typeof each === 'string');
    expect(patterns.length).toBeGreaterThan(10);
    expect(patterns.filter((pattern) => /\\p\{|\(\?<|\(\?i/.test(pattern))).toEqual([]);
  });

  it('says something of every field of every schema, but of one that is another schema', () => {
    const unsaid = all('properties', description.components.schemas).flatMap((properties) =>
      Object.entries(properties as Record<string, { description?: string; $ref?: string }>)
        .filter(([, { description: about, $ref }]) => !about && $ref === undefined)
        .map(([field]) => field),
    );
    expect(unsaid).toEqual([]);
    expect(description.components.schemas.Activity.properties.reference.description).toBeTruthy();
  });

  it('shows an example of every body of JSON that is sent or answered, but of this document', () => {
    for (const { operation } of operations)
      for (const content of [
        operation.requestBody?.content,
        ...Object.values(operation.responses).map((response) => response.content),
      ])
        for (const [type, { examples: shown }] of Object.entries(content ?? {}))
          if (type.includes('json') && operation.operationId !== 'getOpenapi')
            expect(
              Object.values(shown ?? {}).map(({ value }) => value)[0],
              operation.operationId,
            ).toBeDefined();
  });
});

describe('the schemas of the description', () => {
  it.each(Object.entries(examples).filter(([, example]) => example !== undefined))(
    '%s fits its example',
    (name, example) => {
      expect(faults(name, JSON.parse(JSON.stringify(example)))).toEqual([]);
    },
  );

  it('fit the examples of all their parts', () => {
    const stated = partsWithExamples(description.components.schemas, '/components/schemas');
    expect(stated.length).toBeGreaterThan(50);
    for (const [pointer, values] of stated)
      for (const value of values) expect(faultsAt(pointer, value), pointer).toEqual([]);
  });

  it.each<[string, z.ZodType, object]>([
    ['NewActivity', activity, {}],
    ['NamedActivity', activity, { reference: 'WS-2020-17' }],
    ['NamedProject', project, { code: 'GLACY+' }],
    ['NamedPeriod', period, { id: '2019-10_2020-09' }],
    ['NamedTreatyEvent', factSchemas.treatyEvent, { id: '185-GH-accession' }],
    ['NamedLegislationSurvey', factSchemas.legislationSurvey, { id: '2020-02-substantive-law' }],
    ['NamedContribution', factSchemas.donorContribution, { id: 'japan-2021-09' }],
  ])('%s has an example that the register takes', (name, schema, named) => {
    const example = JSON.parse(JSON.stringify(examples[name as keyof typeof examples]));
    for (const field of Object.keys(named)) expect(example).not.toHaveProperty(field);
    expect(schema.safeParse({ ...example, ...named }).error).toBeUndefined();
  });

  it('take every activity that the register takes, as it comes and as it is kept', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(faults('NewActivity', body)).toEqual([]);
        expect(faults('Activity', JSON.parse(JSON.stringify(activity.parse(body))))).toEqual([]);
      }),
    );
  });

  it.each<[string, object]>([
    ['a field that there is not', { contactPerson: 'Jane Doe' }],
    ['a kind of activity that there is not', { type: 'party' }],
    ['a date that is none', { start: 'yesterday' }],
    ['a count that is no number', { participants: { count: '25', qualifier: 'exact' } }],
    ['no title', { title: undefined }],
  ])('refuse %s', (_, changes) => {
    const body = JSON.parse(JSON.stringify({ ...aBody(), ...changes }));
    expect(activity.safeParse(body).success).toBe(false);
    expect(faults('NewActivity', body)).not.toEqual([]);
  });

  it('let the reference be left out only where the address has it', () => {
    const { reference: _, ...unnamed } = aBody();
    expect(faults('NewActivity', unnamed)).not.toEqual([]);
    expect(faults('NamedActivity', unnamed)).toEqual([]);
  });

  it('fit every problem', () => {
    for (const name of Object.keys(catalogue) as ProblemName[])
      expect(faults('Problem', problemOf(name, 'A sentence.'))).toEqual([]);
    expect(faults('Problem', { ...problemOf('gone', 'A sentence.'), stack: 'at x' })).not.toEqual([]);
  });
});
