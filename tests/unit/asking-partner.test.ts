import { describe, expect, it } from 'vitest';
import { askingPartner } from '../../functions/http/asking-partner.ts';
import type { Refused } from '../../shared/checks/problem.ts';

const refusalOf = (call: () => unknown): Refused => {
  try {
    call();
  } catch (thrown) {
    return thrown as Refused;
  }
  throw new Error('nothing was refused');
};

describe('the partner that asks', () => {
  it('is the one the authorizer has found', () => {
    const north = { id: 'north', name: 'North', office: false };
    expect(askingPartner(north)).toEqual(north);
  });

  it('is nobody where the key was refused, with the reason', () => {
    const { problem, headers } = refusalOf(() =>
      askingPartner({ refusal: 'The key is not, or no longer, valid.' }),
    );
    expect([problem.status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="activity-register"']);
  });

  it('is not known while the table of keys does not answer, which is no fault of the caller', () => {
    const { problem, headers } = refusalOf(() => askingPartner({ unavailable: true }));
    expect([problem.status, headers['retry-after']]).toEqual([503, '30']);
  });
});
