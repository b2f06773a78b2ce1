/**
 * What AWS asks in us-east-1, in USD, in the first tier and beyond what is free. AWS's own pages fill in their prices by
 * script; these are as told of them elsewhere, compared in November 2026:
 * DynamoDB: airbyte.com/data-engineering-resources/dynamodb-pricing (21 July 2025; half of what it was before 1 November 2024),
 * SQS: cloudburn.io/blog/amazon-sqs-pricing (14 March 2026), HTTP API: apigatewaycost.com/aws,
 * Lambda: git.mcrn.ar/mariano/lambda_local_runner, docs/lambdas-md/lambda-13-cost.md (11 May 2026).
 */
export const prices = {
  /** Of a million. */
  million: {
    writeUnits: 0.625,
    readUnits: 0.125,
    /** Of a standard queue; a request for each 64 KB begun. */
    queueRequests: 0.4,
    /** Of an HTTP API; a request for each 512 KB begun. */
    httpRequests: 1,
    invocations: 0.2,
  },
  /** Of a GB of a function's memory for a second, on arm64. */
  gigabyteSecond: 0.000_013_333_4,
} as const;
