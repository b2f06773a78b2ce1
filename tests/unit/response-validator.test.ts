import { describe, expect, it } from 'vitest';
import { examples } from '../../shared/api/openapi.ts';
import { problemOf } from '../../shared/checks/problem.ts';
import type { AppliedActivity } from '../../shared/intake/read.ts';
import { faultsOfAnswer, type Seen } from '../support/response-validator.ts';

const json = { 'content-type': 'application/json' };
const told = { 'content-type': 'application/problem+json' };
const seen = (
  call: string,
  status: number,
  headers: Record<string, string>,
  body: unknown,
): Seen & { body: string } => {
  const [method = '', path = ''] = call.split(' ');
  return {
    method,
    path,
    status,
    headers: new Headers(headers),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
};
const read = 'GET /v1/activities/WS-2020-17';
const applied = examples.AppliedActivity as AppliedActivity;
const good = seen(read, 200, { ...json, etag: '"3"' }, applied);

describe('the validator of answers', () => {
  it.each<[string, Seen]>([
    ['an activity', good],
    [
      'an acceptance',
      seen(
        'PUT /v1/activities/a%2Fb',
        202,
        { ...json, etag: '"3"', location: '/v1/submissions/1' },
        examples.Accepted,
      ),
    ],
    ['a dry run', seen('POST /v1/activities?dryRun=true', 200, json, examples.Checked)],
    ['what is unchanged', seen(read, 304, { etag: '"3"' }, '')],
    ['a problem', seen(read, 410, told, problemOf('gone', 'It was withdrawn.'))],
    ['a project named by a dot', seen('GET /v1/projects/.', 404, told, problemOf('not-found', 'Nothing.'))],
    ['an unknown address', seen('GET /v1/nothing', 404, told, problemOf('not-found', 'Nothing.'))],
    [
      'an unknown method',
      seen(
        'POST /v1/health',
        405,
        { ...told, allow: 'GET, HEAD, OPTIONS' },
        problemOf('method-not-allowed', 'No.'),
      ),
    ],
    [
      'a page',
      seen(
        'GET /v1/docs',
        200,
        { 'content-type': 'text/html; charset=utf-8', etag: '"a"', 'content-security-policy': 'x' },
        '<p>',
      ),
    ],
    [
      'a busy register',
      seen('GET /v1/periods/a', 503, { ...told, 'retry-after': '5' }, problemOf('unavailable', 'Wait.')),
    ],
  ])('finds no fault in %s as it is described', (_, answer) => {
    expect(faultsOfAnswer(answer)).toEqual([]);
  });

  it.each<[string, Seen, string]>([
    ['a status', seen(read, 418, json, {}), 'the status 418 is not described'],
    [
      'a header',
      seen(read, 200, { ...json, etag: '"3"', 'x-powered-by': 'magic' }, applied),
      'the header x-powered-by is not described',
    ],
    ['a missing header', seen(read, 200, json, applied), 'the header etag is missing'],
    [
      'a header that is no number',
      seen('GET /v1/periods/a', 503, { ...told, 'retry-after': 'soon' }, problemOf('unavailable', 'Wait.')),
      'the header retry-after is not a whole number',
    ],
    [
      'a type',
      seen(read, 200, { 'content-type': 'text/html', etag: '"3"' }, '<p>'),
      'a body of type "text/html" is not described',
    ],
    [
      'text that is not JSON',
      seen(read, 200, { ...json, etag: '"3"' }, '{'),
      'a body of type "application/json that cannot be read" is not described',
    ],
    [
      'a missing field',
      seen(read, 200, { ...json, etag: '"3"' }, { ...applied, revision: undefined }),
      "must have required property 'revision'",
    ],
    [
      'a field too many',
      seen(read, 200, { ...json, etag: '"3"' }, { ...applied, pk: 'ACTIVITIES#x' }),
      'must NOT have additional properties',
    ],
    [
      'a field too many, deep inside',
      seen(
        read,
        200,
        { ...json, etag: '"3"' },
        { ...applied, activity: { ...applied.activity, email: 'a' } },
      ),
      '/activity must NOT have additional properties',
    ],
    [
      'a body where there is none',
      seen(read, 304, { etag: '"3"' }, 'x'),
      'there is a body where none is described',
    ],
    [
      'a problem of another operation',
      seen('GET /v1/periods/a', 404, told, problemOf('gone', 'Gone.')),
      'the problem gone is not described',
    ],
    [
      'a problem of another status',
      seen(read, 404, told, problemOf('gone', 'Gone.')),
      'the problem tells another status',
    ],
    [
      'an answer at an unknown address',
      seen('GET /v1/nothing', 200, json, {}),
      'the status is 200 where nothing is described, not 404',
    ],
    [
      'an answer to an unknown method',
      seen('POST /v1/health', 404, told, problemOf('not-found', 'No.')),
      'the status is 404 where nothing is described, not 405',
    ],
    [
      'other methods in Allow',
      seen('POST /v1/health', 405, { ...told, allow: 'GET, PUT' }, problemOf('method-not-allowed', 'No.')),
      'Allow lists other methods',
    ],
    [
      'a message of the gateway',
      seen('GET /v1/nothing', 404, json, { message: 'Not Found' }),
      'the body is application/json, and no problem',
    ],
  ])('notices %s', (_, answer, fault) => {
    expect(faultsOfAnswer(answer)).toContain(fault);
  });
});
