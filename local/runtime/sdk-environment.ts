import { devNull } from 'node:os';
import type { Endpoints } from './engines.ts';

/** The region that everything local is in. */
export const localRegion = 'eu-central-1';

/**
 * The environment variables by which the AWS SDK reaches local endpoints, and no account: the credentials are
 * checked by nobody, and the files of the person who runs this are not read.
 */
export const sdkEnvironment = (
  endpoints: Partial<Endpoints> & { lambda?: string },
): Record<string, string> => ({
  AWS_REGION: localRegion,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  ...Object.fromEntries(
    Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, url]),
  ),
});
