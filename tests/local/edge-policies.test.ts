import { describe, expect, it } from 'vitest';
import { headersPolicy } from '../../local/edge-policies.ts';

const policy = (config: object) =>
  headersPolicy.safeParse({ ResponseHeadersPolicyConfig: { Name: 'x', ...config } });
const vary = { Header: 'Vary', Value: 'Accept-Encoding', Override: true };

describe('a policy for the headers of responses', () => {
  it('has headers of its own beside those of security', () => {
    const { data } = policy({
      CustomHeadersConfig: { Items: [vary] },
      SecurityHeadersConfig: { ContentTypeOptions: { Override: false } },
    });
    expect(data).toEqual({
      headers: [
        { name: 'vary', value: 'Accept-Encoding', override: true },
        { name: 'x-content-type-options', value: 'nosniff', override: false },
      ],
    });
  });

  it('has each header of security that it names, as browsers know it', () => {
    const { data } = policy({
      SecurityHeadersConfig: {
        FrameOptions: { FrameOption: 'SAMEORIGIN', Override: false },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 60, Override: false },
        XSSProtection: { Protection: true, ModeBlock: true, Override: false },
      },
    });
    expect(data?.headers).toEqual([
      { name: 'x-frame-options', value: 'SAMEORIGIN', override: false },
      { name: 'referrer-policy', value: 'no-referrer', override: true },
      { name: 'strict-transport-security', value: 'max-age=60', override: false },
      { name: 'x-xss-protection', value: '1; mode=block', override: false },
    ]);
  });

  it('may have none', () => {
    expect(policy({}).data).toEqual({ headers: [] });
  });

  it.each<[string, object]>([
    ['removes headers', { RemoveHeadersConfig: { Items: [{ Header: 'Vary' }] } }],
    ['says more of a header', { CustomHeadersConfig: { Items: [{ ...vary, When: 'always' }] } }],
    ['leaves open whether it overrides', { CustomHeadersConfig: { Items: [{ Header: 'a', Value: 'b' }] } }],
  ])('is refused where it %s', (_, config) => {
    expect(policy(config).success).toBe(false);
  });
});
