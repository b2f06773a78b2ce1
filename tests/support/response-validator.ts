import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openapi } from '../../shared/api/openapi.ts';

/** An answer of the API as it came over the wire. */
export type Seen = { method: string; path: string; status: number; headers: Headers; body: string };

type Header = { $ref?: string; required?: boolean; schema?: { type: string } };
type Media = { schema?: object; examples?: Record<string, { value: unknown }> };
type Response = { headers?: Record<string, Header>; content?: Record<string, Media> };
type Operation = { responses: Record<string, Response> };
type Path = Record<string, Operation>;

const description = JSON.parse(JSON.stringify(openapi()));
const paths = description.paths as Record<string, Path>;
const headers = description.components.headers as Record<string, Header>;
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(description, 'api', false);

/** Headers that do not belong to an operation: of HTTP, of the gateway, and of the policy of the edge. */
const everywhere = new Set([
  ...['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'],
  ...['cache-control', 'vary', 'apigw-requestid'],
  ...['referrer-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options'],
  ...['x-xss-protection', 'access-control-allow-origin', 'access-control-expose-headers'],
]);

const methods = ['get', 'put', 'post', 'delete'];

/** Everything in which an answer differs from what the OpenAPI document says; none if it is as described. */
export function faultsOfAnswer(seen: Seen): string[] {
  const [path = ''] = seen.path.split('?');
  const fitting = Object.keys(paths)
    .filter((template) => matches(template, path))
    .sort((one, other) => one.split('{').length - other.split('{').length);
  // HEAD is GET without its body.
  const method = seen.method === 'HEAD' ? 'get' : seen.method.toLowerCase();
  const template = fitting.find((each) => methods.includes(method) && paths[each]?.[method] !== undefined);
  if (template === undefined) return faultsElsewhere(seen, fitting);
  const response = paths[template]?.[method]?.responses[seen.status];
  if (response === undefined) return [`the status ${seen.status} is not described`];
  const pointer = `/paths/${escaped(template)}/${method}/responses/${seen.status}`;
  const faults = faultsOfHeaders(seen, response);
  if (seen.method === 'HEAD')
    return seen.body === '' ? faults : [...faults, 'there is a body in an answer to HEAD'];
  return [...faults, ...faultsOfBody(seen, response, pointer)];
}

/**
 * An address that is not described is answered by 404, a method that is not, by 405 with the methods that are, or
 * (OPTIONS) by 204 with the same.
 */
function faultsElsewhere(seen: Seen, fitting: readonly string[]): string[] {
  const described = methods.filter((method) => fitting.some((path) => paths[path]?.[method] !== undefined));
  const offered = [...described, ...(described.includes('get') ? ['head'] : []), 'options'];
  const wanted = fitting.length === 0 ? 404 : seen.method === 'OPTIONS' ? 204 : 405;
  if (seen.status !== wanted)
    return [`the status is ${seen.status} where nothing is described, not ${wanted}`];
  const allowed = (seen.headers.get('allow') ?? '').toLowerCase().split(/, */).sort();
  const faults =
    wanted !== 404 && allowed.join() !== offered.sort().join() ? ['Allow lists other methods'] : [];
  const { type } = bodyOf(seen);
  if (wanted === 204) return seen.body === '' ? faults : [...faults, 'there is a body in a 204'];
  if (type !== 'application/problem+json') return [...faults, `the body is ${type}, and no problem`];
  return [...faults, ...faultsBySchema(bodyOf(seen).parsed, '/components/schemas/Problem')];
}

function faultsOfHeaders({ headers: sent }: Seen, { headers: described = {} }: Response): string[] {
  const known = new Map(
    Object.entries(described).map(([name, header]) => [
      name.toLowerCase(),
      header.$ref === undefined ? header : headers[header.$ref.split('/').at(-1) ?? ''],
    ]),
  );
  const strange = [...sent.keys()].filter((name) => !known.has(name) && !everywhere.has(name));
  const missing = [...known].filter(([name, header]) => header?.required === true && !sent.has(name));
  const wrong = [...known].filter(
    ([name, header]) =>
      sent.has(name) && header?.schema?.type === 'integer' && !/^\d+$/.test(sent.get(name) ?? ''),
  );
  return [
    ...strange.map((name) => `the header ${name} is not described`),
    ...missing.map(([name]) => `the header ${name} is missing`),
    ...wrong.map(([name]) => `the header ${name} is not a whole number`),
  ];
}

function faultsOfBody(seen: Seen, { content }: Response, pointer: string): string[] {
  if (content === undefined) return seen.body === '' ? [] : ['there is a body where none is described'];
  const { type, parsed } = bodyOf(seen);
  const media = content[type];
  if (media === undefined) return [`a body of type "${type}" is not described`];
  if (!type.endsWith('json')) return [];
  const { status, code } = Object(parsed) as { status?: number; code?: string };
  const isProblem = type === 'application/problem+json';
  return [
    ...faultsBySchema(parsed, `${pointer}/content/${escaped(type)}/schema`),
    ...(isProblem && status !== seen.status ? ['the problem tells another status'] : []),
    ...(isProblem && !(String(code) in (media.examples ?? {}))
      ? [`the problem ${code} is not described`]
      : []),
  ];
}

function bodyOf({ headers: sent, body }: Seen): { type: string; parsed: unknown } {
  const type = sent.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (!type.endsWith('json')) return { type, parsed: undefined };
  try {
    return { type, parsed: JSON.parse(body) };
  } catch {
    return { type: `${type} that cannot be read`, parsed: undefined };
  }
}

function faultsBySchema(value: unknown, pointer: string): string[] {
  const id = `api#${encodeURI(pointer)}`;
  const validate = ajv.getSchema(id) ?? ajv.compile({ $ref: id });
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
}

const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');

function matches(template: string, path: string): boolean {
  const [want, have] = [template.split('/'), path.split('/')];
  return (
    want.length === have.length &&
    want.every((step, at) => (step.startsWith('{') ? have[at] !== '' : step === have[at]))
  );
}
