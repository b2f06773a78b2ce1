import { corsExposes, mostBatchBytes, mostBytes, type Operation, type Route, routes } from './contract.ts';
import { elsewhereTable } from './openapi-elsewhere.ts';
import { examples } from './openapi-examples.ts';
import { type Described, described, type Success, tags } from './openapi-operations.ts';
import {
  type AnswerHeader,
  answerHeaders,
  type HeaderParameter,
  headerParameters,
  headersOf,
  pathParameters,
  queryParameters,
} from './openapi-parameters.ts';
import { problemResponses, problemsOf, problemTable } from './openapi-problems.ts';
import { type Json, openapiSchemas, type SchemaName } from './openapi-schemas.ts';

const about = `Partner systems tell the register each capacity-building activity as it happens.

Send your key with every request: \`Authorization: Bearer <key>\`. Bodies are JSON in UTF-8, at most ${mostBytes} bytes
(${mostBatchBytes} for a batch). Unknown fields and unknown query parameters are refused. Dates of an activity are
days or months (2020-03-15 or 2020-03); instants are RFC 3339 in UTC. Each partner has a rate of its own, told by
\`RateLimit\` and \`RateLimit-Policy\`; a batch counts its items.

Every GET answers HEAD too, without the body; OPTIONS tells with \`Allow\` what is offered at an address. Pages of every
origin may call (CORS) and read \`${corsExposes.join('`, `')}\`; a key that a page bears is
known to whoever uses the page.

Whatever is wrong is answered with a problem document (RFC 9457), with all findings at once. An address that is not
in this document is answered with 404, and a method that is not, with 405 and \`Allow\`. All of them are listed last.`;

const aboutProblems = `The ways in which the register says no, each a problem document (RFC 9457):

${problemTable}

On AWS a request may be answered before it reaches the register, by CloudFront in HTML or by API Gateway with
\`{"message": "..."}\`. Nothing was stored then, but for 5xx, where it is not known: send it again.

${elsewhereTable}`;

/** The description of the partner API in OpenAPI 3.1, from the routes, schemas and problems that are in force. */
export function openapi() {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Activity register: the partner API',
      version: '1.0.0',
      summary: 'Submissions of activities in, exact figures out.',
      description: about,
      contact: { name: 'The office that runs the register, which also gives the keys' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The register that serves this document.' }],
    tags: Object.entries({ ...tags, problems: aboutProblems }).map(([name, description]) => ({
      name,
      description,
    })),
    security: [{ key: [] }],
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'The key that the office gave you: areg_...' },
      },
      schemas: openapiSchemas(),
      parameters: Object.fromEntries(
        Object.entries(headerParameters).map(([id, parameter]) => [id, { in: 'header', ...parameter }]),
      ),
      headers: answerHeaders,
    },
  };
}

function pathsOf(all: readonly Route[]): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const route of all) {
    paths[route.path] ??= withPathParameters(route.path);
    Object.assign(paths[route.path] ?? {}, { [route.method.toLowerCase()]: operationOf(route) });
  }
  return paths;
}

/** A path as an object, with the parameters that every method at it has. */
function withPathParameters(path: string): Json {
  const [, before, name] = /([^/]+)\/\{(\w+)\}$/.exec(path) ?? [];
  if (before === undefined) return {};
  const parameter = pathParameters[before as keyof typeof pathParameters];
  return { parameters: [{ name, in: 'path', required: true, ...parameter }] };
}

function operationOf(route: Route): Json {
  const told: Described = described[route.operation as Operation];
  const headers: [boolean, HeaderParameter][] = [
    [route.idempotent === true, 'IdempotencyKey'],
    [isConditional(route), 'IfNoneMatch'],
    [true, 'AcceptLanguage'],
  ];
  const parameters = [
    ...(route.query ?? []).map((name) => ({
      name,
      in: 'query',
      ...queryParameters[name as keyof typeof queryParameters],
    })),
    ...[...(told.parameters ?? []), ...headers.flatMap(([is, id]) => (is ? [id] : []))].map((id) => ({
      $ref: `#/components/parameters/${id}`,
    })),
  ];
  return {
    operationId: route.operation,
    summary: told.summary,
    ...(told.description === undefined ? {} : { description: told.description }),
    tags: [told.tag],
    ...(route.access === 'open' ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(told.body === undefined ? {} : { requestBody: requestOf(told.body) }),
    responses: { ...successes(route, told), ...problemResponses(problemsOf(route, told), alwaysWith(route)) },
  };
}

/** Whether what is read bears an entity tag, and is not sent again to whoever has it. */
const isConditional = ({ method, access, handler }: Route): boolean =>
  method === 'GET' && (access !== 'open' || handler === 'docs');

function successes(route: Route, { answers }: Described): Json {
  const also: AnswerHeader[] = [...(isConditional(route) ? (['ETag'] as const) : []), ...alwaysWith(route)];
  const told = Object.entries(answers).map(([status, answer]): [string, Success] => [
    status,
    { ...answer, headers: [...(answer.headers ?? []), ...also] },
  ]);
  if (isConditional(route)) {
    const headers = told.flatMap(([, answer]) => answer.headers ?? []);
    const unpacked = headers.filter((name) => name !== 'Content-Encoding');
    told.push(['304', { description: 'You have it already.', headers: unpacked }]);
  }
  return Object.fromEntries(told.map(([status, answer]) => [status, responseOf(answer)]));
}

const reference = (schema: SchemaName) => ({ $ref: `#/components/schemas/${schema}` });

const exampleOf = (schema: SchemaName): Json =>
  schema in examples ? { examples: { example: { value: examples[schema as keyof typeof examples] } } } : {};

function requestOf(body: SchemaName): Json {
  const content: Json = { 'application/json': { schema: reference(body), ...exampleOf(body) } };
  if (body === 'Activities')
    content['application/x-ndjson'] = {
      schema: { type: 'string', description: 'One activity a line, each as in the JSON array.' },
      examples: {
        example: { value: examples.Activities.map((item) => JSON.stringify(item)).join('\n') },
      },
    };
  return { required: true, content };
}

function responseOf({ description, schema, content, headers = [] }: Success): Json {
  return {
    description,
    ...(headers.length === 0 ? {} : { headers: headersOf(headers) }),
    ...(schema === undefined
      ? {}
      : { content: { 'application/json': { schema: reference(schema), ...exampleOf(schema) } } }),
    ...(content === undefined
      ? {}
      : {
          content: Object.fromEntries(
            content.map((type) => [
              type,
              { schema: { type: type === 'application/json' ? 'object' : 'string' } },
            ]),
          ),
        }),
  };
}

/** The headers that every answer of an operation may have: its language, and what is left of a partner's rate. */
const alwaysWith = ({ access }: Route): AnswerHeader[] =>
  access === 'open' ? ['Content-Language'] : ['Content-Language', 'RateLimit', 'RateLimit-Policy'];
