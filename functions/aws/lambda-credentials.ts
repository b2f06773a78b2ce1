import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Where the SDK's clients find the credentials of a function: in its environment variables, where Lambda puts them. In
 * bundles this stands in the place of the chain of all providers there are (infra/register-function.ts), of which the
 * first that answers is this one in Lambda; the others (SSO, profiles, containers ...) would be a quarter of a bundle.
 * Decision 0034.
 */
export const defaultProvider = () => fromEnv();
