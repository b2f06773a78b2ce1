/**
 * One call of the partner API. `operation` names what is done, `entry` the function of AWS (a file of functions/) in which
 * it is done, `access` whose key it wants.
 */
export type Route = {
  operation: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes it: "/v1/activities/{reference}". */
  path: string;
  access: 'open' | 'partner' | 'office';
  entry: 'submit' | 'read' | 'portfolio' | 'docs';
  /** The query parameters it knows; any other is refused. */
  query?: readonly string[];
  /** Whether it honours Idempotency-Key; elsewhere the header is ignored. */
  idempotent?: true;
};

/** The partner API, version 1: every call there is. */
export const routes = [
  {
    operation: 'postActivity',
    method: 'POST',
    path: '/v1/activities',
    access: 'partner',
    entry: 'submit',
    query: ['dryRun'],
    idempotent: true,
  },
  {
    operation: 'postBatch',
    method: 'POST',
    path: '/v1/activities/batch',
    access: 'partner',
    entry: 'submit',
    query: ['dryRun'],
    idempotent: true,
  },
  {
    operation: 'listActivities',
    method: 'GET',
    path: '/v1/activities',
    access: 'partner',
    entry: 'read',
    query: ['cursor', 'limit'],
  },
  {
    operation: 'putActivity',
    method: 'PUT',
    path: '/v1/activities/{reference}',
    access: 'partner',
    entry: 'submit',
    query: ['dryRun'],
    idempotent: true,
  },
  {
    operation: 'withdrawActivity',
    method: 'DELETE',
    path: '/v1/activities/{reference}',
    access: 'partner',
    entry: 'submit',
    idempotent: true,
  },
  {
    operation: 'getActivity',
    method: 'GET',
    path: '/v1/activities/{reference}',
    access: 'partner',
    entry: 'read',
  },
  {
    operation: 'getSubmission',
    method: 'GET',
    path: '/v1/submissions/{id}',
    access: 'partner',
    entry: 'read',
  },
  { operation: 'getProject', method: 'GET', path: '/v1/projects/{code}', access: 'partner', entry: 'read' },
  { operation: 'getPeriod', method: 'GET', path: '/v1/periods/{id}', access: 'partner', entry: 'read' },
  { operation: 'getHealth', method: 'GET', path: '/v1/health', access: 'open', entry: 'read' },
  { operation: 'getOpenapi', method: 'GET', path: '/v1/openapi.json', access: 'open', entry: 'docs' },
  { operation: 'getDocs', method: 'GET', path: '/v1/docs', access: 'open', entry: 'docs' },
  { operation: 'getDocsFile', method: 'GET', path: '/v1/docs/{file}', access: 'open', entry: 'docs' },
  {
    operation: 'putProject',
    method: 'PUT',
    path: '/v1/projects/{code}',
    access: 'office',
    entry: 'portfolio',
  },
  {
    operation: 'deleteProject',
    method: 'DELETE',
    path: '/v1/projects/{code}',
    access: 'office',
    entry: 'portfolio',
  },
  { operation: 'putPeriod', method: 'PUT', path: '/v1/periods/{id}', access: 'office', entry: 'portfolio' },
  {
    operation: 'deletePeriod',
    method: 'DELETE',
    path: '/v1/periods/{id}',
    access: 'office',
    entry: 'portfolio',
  },
  {
    operation: 'getTreatyEvent',
    method: 'GET',
    path: '/v1/treaty-events/{id}',
    access: 'partner',
    entry: 'read',
  },
  {
    operation: 'putTreatyEvent',
    method: 'PUT',
    path: '/v1/treaty-events/{id}',
    access: 'office',
    entry: 'portfolio',
  },
  {
    operation: 'deleteTreatyEvent',
    method: 'DELETE',
    path: '/v1/treaty-events/{id}',
    access: 'office',
    entry: 'portfolio',
  },
  {
    operation: 'getLegislationSurvey',
    method: 'GET',
    path: '/v1/legislation-surveys/{id}',
    access: 'partner',
    entry: 'read',
  },
  {
    operation: 'putLegislationSurvey',
    method: 'PUT',
    path: '/v1/legislation-surveys/{id}',
    access: 'office',
    entry: 'portfolio',
  },
  {
    operation: 'deleteLegislationSurvey',
    method: 'DELETE',
    path: '/v1/legislation-surveys/{id}',
    access: 'office',
    entry: 'portfolio',
  },
  {
    operation: 'getContribution',
    method: 'GET',
    path: '/v1/contributions/{id}',
    access: 'partner',
    entry: 'read',
  },
  {
    operation: 'putContribution',
    method: 'PUT',
    path: '/v1/contributions/{id}',
    access: 'office',
    entry: 'portfolio',
  },
  {
    operation: 'deleteContribution',
    method: 'DELETE',
    path: '/v1/contributions/{id}',
    access: 'office',
    entry: 'portfolio',
  },
] as const satisfies readonly Route[];

/** The files of the viewer (openapi-explorer) that /v1/docs/{file} gives as they are: where they lie in it, and their types. */
export const viewerFiles = {
  'openapi-explorer.min.js': {
    from: 'dist/browser/openapi-explorer.min.js',
    type: 'text/javascript; charset=utf-8',
  },
  LICENSE: { from: 'LICENSE', type: 'text/plain; charset=utf-8' },
} as const;

export type Operation = (typeof routes)[number]['operation'];

/** The headers of requests that a page of another origin may set, and those of answers that it may read (CORS). */
export const corsTakes = [
  'Authorization',
  'Content-Type',
  'Accept-Language',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
] as const;
export const corsExposes = [
  'ETag',
  'Location',
  'Link',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'WWW-Authenticate',
  'Allow',
  'apigw-requestid',
] as const;

/**
 * Every route of the gateway, by its key such as "GET /v1/health". What answers GET answers HEAD by the same operation
 * (RFC 9110): whoever carries the answer leaves its body out. OPTIONS has no route: {@link methodsAt} answers it.
 */
export const gatewayRoutes = (routes as readonly Route[]).flatMap((route) =>
  methodsOf(route).map((method) => ({ key: `${method} ${route.path}`, route })),
);

function methodsOf({ method }: Route): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

/** The methods offered at a concrete path such as "/v1/activities/A-1"; none if there is no such path. */
export function methodsAt(path: string): string[] {
  const offered = (routes as readonly Route[])
    .filter((route) => matches(route.path, path))
    .flatMap(methodsOf);
  return offered.length === 0 ? [] : [...new Set([...offered, 'OPTIONS'])];
}

function matches(pattern: string, path: string): boolean {
  const [want, have] = [pattern.split('/'), path.split('/')];
  return (
    want.length === have.length &&
    want.every((step, at) => (step.startsWith('{') ? have[at] !== '' : step === have[at]))
  );
}
