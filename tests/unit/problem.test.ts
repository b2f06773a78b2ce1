import { describe, expect, it } from 'vitest';
import { error } from '../../shared/checks/finding.ts';
import { catalogue, type ProblemName, problem, problemOf, Refused } from '../../shared/checks/problem.ts';
import { Unavailable } from '../../shared/ports.ts';

const names = Object.keys(catalogue) as ProblemName[];

describe('a problem', () => {
  it.each(names)(
    '%s keeps its schema, with a type and code of its own and the status of the catalogue',
    (name) => {
      const told = problem.parse(problemOf(name, 'A sentence.'));
      expect(told).toEqual({
        type: `urn:activity-register:problem:${name}`,
        title: catalogue[name].title,
        status: catalogue[name].status,
        code: name,
        detail: 'A sentence.',
      });
    },
  );

  it('has a status that HTTP knows as a refusal or a failure', () => {
    expect(names.filter((name) => catalogue[name].status < 400 || catalogue[name].status > 503)).toEqual([]);
    expect(new Set(names.map((name) => catalogue[name].title)).size).toBe(names.length);
  });

  it('lists all findings it is given, and none where none were looked for', () => {
    const findings = [error('missing', ['title'], 'is required'), error('missing', ['start'], 'is required')];
    expect(problemOf('refused', 'It has errors.', findings).findings).toEqual(findings);
    expect(problemOf('not-found', 'Nothing here.')).not.toHaveProperty('findings');
  });
});

describe('a refusal', () => {
  it('bears its problem and its headers', () => {
    const refused = new Refused('method-not-allowed', 'PATCH is not offered here.', {
      headers: { allow: 'GET' },
    });
    expect(refused.problem).toEqual(problemOf('method-not-allowed', 'PATCH is not offered here.'));
    expect(refused.headers).toEqual({ allow: 'GET' });
    expect(new Refused('gone', 'It was withdrawn.').headers).toEqual({});
  });

  it('is no failure of a service, nor the other way round', () => {
    const down = new Unavailable('the queue', new Error('timeout'));
    expect(down.message).toBe('the queue does not answer');
    expect(down).not.toBeInstanceOf(Refused);
    expect(new Refused('gone', 'It was withdrawn.')).not.toBeInstanceOf(Unavailable);
  });
});
