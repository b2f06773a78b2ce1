import type { Finding } from '../checks/finding.ts';
import { catalogue, type ProblemName, problemOf } from '../checks/problem.ts';
import { mostBatchBytes, mostBatchItems, mostBytes } from '../words/limits.ts';
import { componentsOf, exampleOf, type JsonSchema } from '../words/portable-schema.ts';
import {
  type AnswerHeader,
  answered,
  answerHeaders,
  type Described,
  type HeaderParameter,
  headerParameters,
  pathParameters,
  queryParameters,
  type SchemaName,
  type Success,
  sent,
  tags,
} from './components.ts';
import { corsExposes, type Operation, type Route, routes } from './contract.ts';
import { described } from './operations.ts';

/** Every schema of the document, from the very schemas that requests are parsed and answers are typed with. */
const schemas: Record<SchemaName, JsonSchema> = componentSchemas();

/** One example of everything that is sent and answered, by the name of its schema; problems have one each. */
export const examples = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, exampleOf(schema, schemas)]),
) as Record<SchemaName, unknown>;

function componentSchemas(): Record<SchemaName, JsonSchema> {
  const requests = componentsOf(sent, 'input');
  const { NewActivity } = requests;
  const [one, other] = [exampleOf(NewActivity), { reference: 'WS-2020-18', mode: 'unknown' }] as object[];
  return {
    ...componentsOf(answered, 'output'),
    NewActivity,
    NamedActivity: without(NewActivity, 'reference'),
    NamedProject: without(requests.NamedProject, 'code'),
    NamedPeriod: without(requests.NamedPeriod, 'id'),
    NamedTreatyEvent: without(requests.NamedTreatyEvent, 'id'),
    NamedLegislationSurvey: without(requests.NamedLegislationSurvey, 'id'),
    NamedContribution: without(requests.NamedContribution, 'id'),
    Activities: {
      type: 'array',
      minItems: 1,
      maxItems: mostBatchItems,
      items: { $ref: '#/components/schemas/NewActivity' },
      examples: [[one, { ...one, ...other }]],
    },
  };
}

/** A schema in which a field need not be given, and is not in the example. */
function without({ properties, required, ...schema }: JsonSchema, field: string): JsonSchema {
  const { [field]: { examples: _, ...named } = {}, ...others } = properties as Record<string, JsonSchema>;
  return {
    ...schema,
    properties: { [field]: named, ...others },
    required: (required as string[]).filter((name) => name !== field),
  };
}

/** Answers that do not come from the register but from what AWS has in front of it, and so are no problem documents. */
const elsewhere: readonly [status: string, when: string][] = [
  ['400', 'What is no request of HTTP.'],
  ['403', 'TRACE, CONNECT and methods of other standards; anything over plain HTTP.'],
  ['413', 'A body of more than 10 MiB whose length is not told beforehand.'],
  ['414, 431, 494', 'An address or headers of more than 20 KiB in all.'],
  ['429', 'More than 1000 requests a second of all partners together: try again after a second.'],
  ['500, 502, 503, 504', 'The register, or the way to it, has failed, or took more than 29 seconds.'],
];

/** What may be met besides the problems of the register, as a table in Markdown. */
const elsewhereTable = [
  '| status | when |',
  '|---|---|',
  ...elsewhere.map(([status, when]) => `| ${status} | ${when} |`),
].join('\n');

/** When each problem is met, the detail of its example, and the headers it comes with. */
const problemNotes: Record<ProblemName, { when: string; detail: string; headers?: readonly AnswerHeader[] }> =
  {
    'malformed-request': {
      when: 'The body is not JSON in UTF-8, or a header or a query parameter is not what it should be.',
      detail: 'The address has a query parameter that this call does not know.',
    },
    unauthenticated: {
      when: 'There is no key, or it is mistyped, expired or revoked.',
      detail: 'The key is not, or no longer, valid.',
      headers: ['WWW-Authenticate'],
    },
    forbidden: {
      when: 'The key is valid, and is not a key of the office.',
      detail: 'Only a key of the office may change this.',
    },
    'not-found': {
      when: 'There is nothing at this address, or it is not yours.',
      detail: 'No activity of yours with this reference has been applied.',
    },
    'method-not-allowed': {
      when: '`Allow` lists the methods that are offered here.',
      detail: 'PATCH is not offered here.',
    },
    'not-acceptable': {
      when: 'Answers are JSON: `Accept` must allow application/json and application/problem+json.',
      detail: 'Answers are JSON.',
    },
    'request-in-progress': {
      when: 'The first request with this idempotency key is still being worked on: try again.',
      detail: 'The first request with this Idempotency-Key is not finished.',
      headers: ['Retry-After'],
    },
    gone: {
      when: 'It was withdrawn or deleted; a PUT brings it back.',
      detail: 'The activity was withdrawn by its revision 2.',
    },
    'precondition-failed': {
      when: 'Another revision is the newest: read it again and decide anew.',
      detail: 'The newest revision is another.',
      headers: ['NewestETag'],
    },
    'content-too-large': { when: 'Send less.', detail: 'The body may have 262144 bytes.' },
    'unsupported-media-type': {
      when: 'The content type is not that of JSON, or the body is packed.',
      detail: 'Send JSON, and say so: content-type: application/json.',
      headers: ['Accept', 'Accept-Encoding'],
    },
    refused: {
      when: '`findings` lists all that is wrong; mend every error and send it again.',
      detail: 'The activity has errors; each is a finding.',
    },
    'idempotency-key-reused': {
      when: 'Take a new key for a new request.',
      detail: 'This Idempotency-Key came with another request.',
    },
    'too-many-requests': {
      when: 'Try again after `Retry-After`. Nobody else is slowed by you.',
      detail: 'You have used up your requests of this minute.',
      headers: ['Retry-After'],
    },
    'headers-too-large': {
      when: 'The address and the headers have more than 8 KiB.',
      detail: 'The address and the headers may have 8192 bytes.',
    },
    internal: {
      when: 'The fault is on our side and has been logged.',
      detail: 'The fault is ours and has been logged. Try again later.',
    },
    unavailable: {
      when: 'Nothing was stored: try again after `Retry-After`.',
      detail: 'Nothing was stored. Try again.',
      headers: ['Retry-After'],
    },
  };

const problemNames = Object.keys(catalogue) as ProblemName[];

/** Every problem there is, as a table in Markdown. */
const problemTable = [
  '| status | code | title | when |',
  '|---|---|---|---|',
  ...problemNames.map((name) => {
    const { status, title } = catalogue[name];
    return `| ${status} | \`${name}\` | ${title} | ${problemNotes[name].when} |`;
  }),
].join('\n');

/** The problems an operation may answer with: those of its kind, and its own. */
function problemsOf(route: Route, { parameters = [], problems = [] }: Described): ProblemName[] {
  const kinds: [boolean, ProblemName[]][] = [
    [true, ['malformed-request', 'headers-too-large', 'internal']],
    [route.entry !== 'docs', ['not-acceptable']],
    [route.access !== 'open', ['unauthenticated', 'too-many-requests', 'unavailable']],
    [route.access === 'office', ['forbidden']],
    [route.method === 'PUT' || route.method === 'POST', ['content-too-large', 'unsupported-media-type']],
    [route.idempotent === true, ['request-in-progress', 'idempotency-key-reused']],
    [parameters.includes('IfMatch'), ['precondition-failed']],
  ];
  const wanted = new Set([...kinds.flatMap(([is, ones]) => (is ? ones : [])), ...problems]);
  return problemNames.filter((name) => wanted.has(name));
}

/** The answers with which an operation says no, by status; `also` are headers that each of them has. */
function problemResponses(problems: readonly ProblemName[], also: readonly AnswerHeader[]): JsonSchema {
  const byStatus = Map.groupBy(problems, (name) => catalogue[name].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => {
      const headers = [
        ...new Set([...ofStatus.flatMap((name) => problemNotes[name].headers ?? []), ...also]),
      ];
      return [status, responseOf(ofStatus, headers)];
    }),
  );
}

function responseOf(problems: readonly ProblemName[], headers: readonly AnswerHeader[]): JsonSchema {
  const example = (name: ProblemName) =>
    problemOf(
      name,
      problemNotes[name].detail,
      name === 'refused' ? [examples.Finding as Finding] : undefined,
    );
  return {
    description: problems.map((name) => `${catalogue[name].title}: ${problemNotes[name].when}`).join(' Or: '),
    ...(headers.length === 0 ? {} : { headers: headersOf(headers) }),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(problems.map((name) => [name, { value: example(name) }])),
      },
    },
  };
}

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
      schemas,
      parameters: Object.fromEntries(
        Object.entries(headerParameters).map(([id, parameter]) => [id, { in: 'header', ...parameter }]),
      ),
      headers: answerHeaders,
    },
  };
}

/** Headers of answers, each as a reference to its component, which bears its name unless it is said here. */
const headersOf = (named: readonly AnswerHeader[]): JsonSchema =>
  Object.fromEntries(
    named.map((name) => [name === 'NewestETag' ? 'ETag' : name, { $ref: `#/components/headers/${name}` }]),
  );

function pathsOf(all: readonly Route[]): Record<string, JsonSchema> {
  const paths: Record<string, JsonSchema> = {};
  for (const route of all) {
    paths[route.path] ??= withPathParameters(route.path);
    Object.assign(paths[route.path] ?? {}, { [route.method.toLowerCase()]: operationOf(route) });
  }
  return paths;
}

/** A path as an object, with the parameters that every method at it has. */
function withPathParameters(path: string): JsonSchema {
  const [, before, name] = /([^/]+)\/\{(\w+)\}$/.exec(path) ?? [];
  if (before === undefined) return {};
  const parameter = pathParameters[before as keyof typeof pathParameters];
  return { parameters: [{ name, in: 'path', required: true, ...parameter }] };
}

function operationOf(route: Route): JsonSchema {
  const operation: Described = described[route.operation as Operation];
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
    ...[...(operation.parameters ?? []), ...headers.flatMap(([is, id]) => (is ? [id] : []))].map((id) => ({
      $ref: `#/components/parameters/${id}`,
    })),
  ];
  return {
    operationId: route.operation,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    tags: [operation.tag],
    ...(route.access === 'open' ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined ? {} : { requestBody: requestOf(operation.body) }),
    responses: {
      ...successes(route, operation),
      ...problemResponses(problemsOf(route, operation), alwaysWith(route)),
    },
  };
}

/** Whether what is read bears an entity tag, and is not sent again to whoever has it. */
const isConditional = ({ method, access, entry }: Route): boolean =>
  method === 'GET' && (access !== 'open' || entry === 'docs');

function successes(route: Route, { answers }: Described): JsonSchema {
  const also: AnswerHeader[] = [...(isConditional(route) ? (['ETag'] as const) : []), ...alwaysWith(route)];
  const answered = Object.entries(answers).map(([status, answer]): [string, Success] => [
    status,
    { ...answer, headers: [...(answer.headers ?? []), ...also] },
  ]);
  if (isConditional(route)) {
    const headers = answered.flatMap(([, answer]) => answer.headers ?? []);
    const unpacked = headers.filter((name) => name !== 'Content-Encoding');
    answered.push(['304', { description: 'You have it already.', headers: unpacked }]);
  }
  return Object.fromEntries(answered.map(([status, answer]) => [status, successOf(answer)]));
}

const shown = (value: unknown): JsonSchema => ({ examples: { example: { value } } });

const jsonOf = (schema: SchemaName): JsonSchema => ({
  'application/json': {
    schema: { $ref: `#/components/schemas/${schema}` },
    ...shown(examples[schema]),
  },
});

function requestOf(body: SchemaName): JsonSchema {
  if (body !== 'Activities') return { required: true, content: jsonOf(body) };
  const lines = (examples.Activities as object[]).map((item) => JSON.stringify(item)).join('\n');
  const schema = { type: 'string', description: 'One activity a line, each as in the JSON array.' };
  return {
    required: true,
    content: { ...jsonOf(body), 'application/x-ndjson': { schema, ...shown(lines) } },
  };
}

function successOf({ description, schema, content, headers = [] }: Success): JsonSchema {
  return {
    description,
    ...(headers.length === 0 ? {} : { headers: headersOf(headers) }),
    ...(schema === undefined ? {} : { content: jsonOf(schema) }),
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
