import * as z from 'zod';

/** Which other origins may read a response; `maxAge` is in seconds. */
export interface CorsRule {
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAge: number | undefined;
}

/** Headers that a behaviour puts on its responses; `override` replaces what the origin sent. */
export interface HeadersPolicy {
  headers: { name: string; value: string; override: boolean }[];
  cors?: CorsRule;
}

/** Which encodings a behaviour may use when it compresses. */
export interface Encodings {
  gzip: boolean;
  brotli: boolean;
}

/** The cache policies that AWS manages, by id. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const managedCachePolicies: Record<string, Encodings> = {
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': { gzip: false, brotli: false },
  '658327ea-f89d-4fab-a63d-7e88639e58f6': { gzip: true, brotli: true },
};

/** The response headers policies that AWS manages, by id: SecurityHeadersPolicy. */
export const managedHeadersPolicies: Record<string, HeadersPolicy> = {
  '67f7725c-6f97-4210-82d7-5512b31e9d03': {
    headers: [
      { name: 'referrer-policy', value: 'strict-origin-when-cross-origin', override: false },
      { name: 'strict-transport-security', value: 'max-age=31536000', override: false },
      { name: 'x-content-type-options', value: 'nosniff', override: true },
      { name: 'x-frame-options', value: 'SAMEORIGIN', override: false },
      { name: 'x-xss-protection', value: '1; mode=block', override: false },
    ],
  },
};

const items = z.object({ Items: z.array(z.string()) });

/** The properties of an AWS::CloudFront::CachePolicy that mean something without a cache. */
export const cachePolicy = z
  .object({
    CachePolicyConfig: z.object({
      ParametersInCacheKeyAndForwardedToOrigin: z.object({
        EnableAcceptEncodingGzip: z.boolean().default(false),
        EnableAcceptEncodingBrotli: z.boolean().default(false),
      }),
    }),
  })
  .transform(
    ({ CachePolicyConfig: { ParametersInCacheKeyAndForwardedToOrigin: encodings } }): Encodings => ({
      gzip: encodings.EnableAcceptEncodingGzip,
      brotli: encodings.EnableAcceptEncodingBrotli,
    }),
  );

const overriding = { Override: z.boolean() };
/** The headers of security that a policy names, as they are sent. */
const securityHeaders = z
  .strictObject({
    ContentTypeOptions: z.strictObject(overriding).optional(),
    FrameOptions: z.strictObject({ ...overriding, FrameOption: z.string() }).optional(),
    ReferrerPolicy: z.strictObject({ ...overriding, ReferrerPolicy: z.string() }).optional(),
    StrictTransportSecurity: z.strictObject({ ...overriding, AccessControlMaxAgeSec: z.number() }).optional(),
    XSSProtection: z
      .strictObject({ ...overriding, Protection: z.literal(true), ModeBlock: z.literal(true) })
      .optional(),
  })
  .transform((named) => {
    const values: [name: string, value: string, of: { Override: boolean } | undefined][] = [
      ['x-content-type-options', 'nosniff', named.ContentTypeOptions],
      ['x-frame-options', named.FrameOptions?.FrameOption ?? '', named.FrameOptions],
      ['referrer-policy', named.ReferrerPolicy?.ReferrerPolicy ?? '', named.ReferrerPolicy],
      [
        'strict-transport-security',
        `max-age=${named.StrictTransportSecurity?.AccessControlMaxAgeSec}`,
        named.StrictTransportSecurity,
      ],
      ['x-xss-protection', '1; mode=block', named.XSSProtection],
    ];
    return values.flatMap(([name, value, of]) =>
      of === undefined ? [] : [{ name, value, override: of.Override }],
    );
  });

/** An AWS::CloudFront::ResponseHeadersPolicy; what it can say beyond CORS, security and headers of its own is refused until needed. */
export const headersPolicy = z
  .object({
    ResponseHeadersPolicyConfig: z.strictObject({
      Name: z.string(),
      Comment: z.string().optional(),
      CorsConfig: z
        .strictObject({
          AccessControlAllowCredentials: z.literal(false),
          AccessControlAllowHeaders: items,
          AccessControlAllowMethods: items,
          AccessControlAllowOrigins: items,
          AccessControlExposeHeaders: items.default({ Items: [] }),
          AccessControlMaxAgeSec: z.number().optional(),
          OriginOverride: z.literal(true),
        })
        .optional(),
      CustomHeadersConfig: z
        .strictObject({
          Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), Override: z.boolean() })),
        })
        .default({ Items: [] }),
      SecurityHeadersConfig: securityHeaders.prefault({}),
    }),
  })
  .transform(
    ({
      ResponseHeadersPolicyConfig: {
        CorsConfig: cors,
        CustomHeadersConfig: own,
        SecurityHeadersConfig: security,
      },
    }): HeadersPolicy => ({
      headers: [
        ...own.Items.map(({ Header, Value, Override }) => ({
          name: Header.toLowerCase(),
          value: Value,
          override: Override,
        })),
        ...security,
      ],
      ...(cors && {
        cors: {
          origins: cors.AccessControlAllowOrigins.Items,
          methods: cors.AccessControlAllowMethods.Items,
          headers: cors.AccessControlAllowHeaders.Items,
          exposed: cors.AccessControlExposeHeaders.Items,
          maxAge: cors.AccessControlMaxAgeSec,
        },
      }),
    }),
  );

/** The headers by which a rule lets another origin read a response, and more of them on a preflight request. */
export function corsHeaders(
  rule: CorsRule,
  origin: string | undefined,
  preflight: boolean,
): Record<string, string> {
  const everyone = rule.origins.includes('*');
  if (!everyone && (origin === undefined || !rule.origins.includes(origin))) return {};
  return {
    'access-control-allow-origin': everyone ? '*' : (origin ?? ''),
    ...(rule.exposed.length > 0 && { 'access-control-expose-headers': rule.exposed.join(', ') }),
    ...(preflight && {
      'access-control-allow-methods': rule.methods.join(', '),
      'access-control-allow-headers': rule.headers.join(', '),
      ...(rule.maxAge !== undefined && { 'access-control-max-age': String(rule.maxAge) }),
    }),
  };
}
