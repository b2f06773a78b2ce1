import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Origin } from './distribution.ts';
import { corsHeaders } from './edge-policies.ts';
import type { OriginRequest, OriginResponse } from './http-event.ts';

/**
 * A bucket as an origin, read with the rights to get and to list: objects with their ETag, type, caching and metadata,
 * 404 for what is not there, and the answer of the bucket's CORS rules to a preflight request.
 */
export function bucketOrigin(
  s3: S3Client,
  { bucket, prefix, corsRules }: Origin & { api: false },
): (request: OriginRequest) => Promise<OriginResponse> {
  const preflight = ({ headers }: OriginRequest): OriginResponse => {
    const method = headers['access-control-request-method'] ?? '';
    const rule = corsRules.find(
      ({ origins, methods }) =>
        methods.includes(method) && (origins.includes('*') || origins.includes(headers.origin ?? '')),
    );
    if (rule === undefined)
      return refusal(403, 'AccessForbidden', 'CORSResponse: This request is not allowed.');
    return { status: 200, headers: corsHeaders(rule, headers.origin, true), body: Buffer.alloc(0) };
  };

  return async (request) => {
    if (request.method === 'OPTIONS') return preflight(request);
    const key = decodeKey(`${prefix}${request.path}`);
    try {
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const headers = {
        'content-type': object.ContentType,
        'content-encoding': object.ContentEncoding,
        'cache-control': object.CacheControl,
        etag: object.ETag,
        'last-modified': object.LastModified?.toUTCString(),
        ...Object.fromEntries(
          Object.entries(object.Metadata ?? {}).map(([name, text]) => [`x-amz-meta-${name}`, text]),
        ),
      };
      return {
        status: 200,
        headers: Object.fromEntries(
          Object.entries(headers).flatMap(([name, text]) => (text ? [[name, text]] : [])),
        ),
        body: Buffer.from((await object.Body?.transformToByteArray()) ?? []),
      };
    } catch (error) {
      if (!(error instanceof S3ServiceException) || error.name !== 'NoSuchKey') throw error;
      return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    }
  };
}

/** The key of an object by its path; a path that cannot be decoded names no object. */
function decodeKey(path: string): string {
  try {
    return decodeURIComponent(path).slice(1);
  } catch (error) {
    if (error instanceof URIError) return path.slice(1);
    throw error;
  }
}

const refusal = (status: number, code: string, message: string): OriginResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  ),
});
