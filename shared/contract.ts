/** One call of the partner API. `access` says whose key it wants; `handler` names the function that answers. */
export type Route = {
  operation: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes it: "/v1/activities/{reference}". */
  path: string;
  access: 'open' | 'partner' | 'office';
  handler: 'submit' | 'read' | 'portfolio';
  /** The query parameters it knows; any other is refused. */
  query?: readonly string[];
};

/** The partner API, version 1: every call there is. */
export const routes = [
  {
    operation: 'postActivity',
    method: 'POST',
    path: '/v1/activities',
    access: 'partner',
    handler: 'submit',
    query: ['dryRun'],
  },
  {
    operation: 'putActivity',
    method: 'PUT',
    path: '/v1/activities/{reference}',
    access: 'partner',
    handler: 'submit',
    query: ['dryRun'],
  },
  {
    operation: 'withdrawActivity',
    method: 'DELETE',
    path: '/v1/activities/{reference}',
    access: 'partner',
    handler: 'submit',
  },
  {
    operation: 'getActivity',
    method: 'GET',
    path: '/v1/activities/{reference}',
    access: 'partner',
    handler: 'read',
  },
  {
    operation: 'getSubmission',
    method: 'GET',
    path: '/v1/submissions/{id}',
    access: 'partner',
    handler: 'read',
  },
  { operation: 'getProject', method: 'GET', path: '/v1/projects/{code}', access: 'partner', handler: 'read' },
  { operation: 'getPeriod', method: 'GET', path: '/v1/periods/{id}', access: 'partner', handler: 'read' },
  { operation: 'getHealth', method: 'GET', path: '/v1/health', access: 'open', handler: 'read' },
  {
    operation: 'putProject',
    method: 'PUT',
    path: '/v1/projects/{code}',
    access: 'office',
    handler: 'portfolio',
  },
  { operation: 'putPeriod', method: 'PUT', path: '/v1/periods/{id}', access: 'office', handler: 'portfolio' },
] as const satisfies readonly Route[];

export type Operation = (typeof routes)[number]['operation'];

/** The largest body of a request, in bytes. */
export const mostBytes = 262_144;

/** The methods offered at a concrete path such as "/v1/activities/A-1"; none if there is no such path. */
export const methodsAt = (path: string): string[] =>
  (routes as readonly Route[]).filter((route) => matches(route.path, path)).map(({ method }) => method);

function matches(pattern: string, path: string): boolean {
  const [want, have] = [pattern.split('/'), path.split('/')];
  return (
    want.length === have.length &&
    want.every((step, at) => (step.startsWith('{') ? have[at] !== '' : step === have[at]))
  );
}
