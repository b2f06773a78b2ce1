import { Function as EdgeFunction, FunctionCode, FunctionRuntime } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { type ProblemName, problemOf } from '../shared/checks/problem.ts';

// What runs here is JavaScript as the runtime cloudfront-js-2.0 knows it: ES 5.1, with const, arrows and templates.

/** The answer of the edge itself to a request that would be answered behind it by something that is no problem document. */
const answering = (name: ProblemName, detail: string): string => {
  const problem = problemOf(name, detail);
  return JSON.stringify({
    statusCode: problem.status,
    statusDescription: problem.title,
    headers: {
      'content-type': { value: 'application/problem+json' },
      'content-language': { value: 'en' },
      'cache-control': { value: 'no-store' },
    },
    body: { encoding: 'text', data: `${JSON.stringify(problem)}\n` },
  });
};

/** What the gateway takes, in bytes: of a body, and of all headers but those that the edge adds to them. */
const [mostBody, mostHeaders] = [10 * 1024 * 1024, 8 * 1024];

const largeBody = answering('content-too-large', `The body may have ${mostBody} bytes.`);
const largeHeaders = answering(
  'headers-too-large',
  `The address and the headers may have ${mostHeaders} bytes.`,
);
const unreadable = answering('malformed-request', 'The address has a percent sign that encodes nothing.');

/**
 * Answers what the gateway would answer by itself, with a body that is no problem document: an address that cannot be
 * decoded, a body (where its length is told) or headers that are too large; and fills in a key that nobody has where
 * a request comes without one.
 */
const guarding = `function handler(event) {
  const request = event.request;
  const headers = request.headers;
  const length = headers['content-length'];
  if (length && Number(length.value) > ${mostBody}) return ${largeBody};
  const size = Object.keys(headers).reduce((sum, name) => {
    const lines = headers[name].multiValue || [headers[name]];
    return sum + lines.reduce((all, line) => all + name.length + line.value.length, 0);
  }, request.uri.length);
  if (size > ${mostHeaders}) return ${largeHeaders};
  try {
    decodeURIComponent(request.uri);
  } catch (error) {
    return ${unreadable};
  }
  if (!headers.authorization || !headers.authorization.value) headers.authorization = { value: 'Bearer none' };
  return request;
}`;

/**
 * Leads a reader who takes gzip (RFC 9110, section 12.5.3) to the packed object of a document, below /gzip; files that are
 * kept for ever have none. One who
 * says nothing, or nothing that can be read, gets the plain one, and so does one who likes that better. As the cache
 * goes by the address that is asked of the bucket, it keeps both.
 */
const packing = `function handler(event) {
  const request = event.request;
  const header = request.headers['accept-encoding'];
  const lines = header ? (header.multiValue || [header]).map((line) => line.value) : [];
  const weights = {};
  lines.join(',').toLowerCase().split(',').forEach((element) => {
    const coding = /^[ \\t]*([^ \\t;]+)[ \\t]*(?:;[ \\t]*q=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)[ \\t]*)?$/.exec(element);
    if (coding) weights[coding[1]] = coding[2] ? Number(coding[2]) : 1;
  });
  const names = ['gzip', 'x-gzip', '*'].filter((name) => name in weights);
  const gzip = names.length > 0 ? weights[names[0]] : 0;
  const kept = /^\\/feed\\/(?:log|statements|proof|vintages\\/[^/]+)\\//.test(request.uri);
  if (!kept && gzip > 0 && gzip >= (weights.identity || 0)) request.uri = '/gzip' + request.uri;
  return request;
}`;

/** Stands before the API. */
export const guardFunction = (scope: Construct): EdgeFunction =>
  onRequests(scope, 'Guard', 'Answers what the gateway would answer badly, and lets nobody in', guarding);

/** Chooses between the plain and the packed object of a document. */
export const packingFunction = (scope: Construct): EdgeFunction =>
  onRequests(scope, 'Packing', 'Sends documents packed to whoever takes gzip', packing);

const onRequests = (scope: Construct, id: string, comment: string, code: string): EdgeFunction =>
  new EdgeFunction(scope, id, {
    comment,
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(code),
  });
