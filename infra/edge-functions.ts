import { Function as EdgeFunction, FunctionCode, FunctionRuntime } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

// What runs here is JavaScript as the runtime cloudfront-js-2.0 knows it: ES 5.1, with const, arrows and templates.

/**
 * The edge fills in a key that nobody has where a request comes without one: the gateway would answer such a
 * request by itself, with a body that is no problem document.
 */
const bearer = `function handler(event) {
  var headers = event.request.headers;
  if (!headers.authorization || !headers.authorization.value) headers.authorization = { value: 'Bearer none' };
  return event.request;
}`;

/**
 * Leads a reader who takes gzip (RFC 9110, section 12.5.3) to the packed object of a document, below /gzip. One who
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
  if (gzip > 0 && gzip >= (weights.identity || 0)) request.uri = '/gzip' + request.uri;
  return request;
}`;

/** Gives requests to the API a key where they come without one. */
export const bearerFunction = (scope: Construct): EdgeFunction =>
  onRequests(scope, 'Bearer', 'Gives a request without a key one that nobody has', bearer);

/** Chooses between the plain and the packed object of a document. */
export const packingFunction = (scope: Construct): EdgeFunction =>
  onRequests(scope, 'Packing', 'Sends documents packed to whoever takes gzip', packing);

const onRequests = (scope: Construct, id: string, comment: string, code: string): EdgeFunction =>
  new EdgeFunction(scope, id, {
    comment,
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(code),
  });
