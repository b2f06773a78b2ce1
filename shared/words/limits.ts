/** The largest body of a request, and the largest activity, in bytes. */
export const mostBytes = 262_144;
/** The largest body of a batch, in bytes, and the most activities in it. */
export const mostBatchBytes = 1_048_576;
export const mostBatchItems = 100;
/** How many levels of arrays and objects a body may have. */
export const mostLevels = 32;
/** How long a finished Idempotency-Key is remembered, in hours. */
export const idempotencyHours = 48;
/** From how many minutes on a message has waited too long in a queue: an alarm rings. */
export const longestQueued = 5;
/** After how many intervals without a run of the aggregator an alarm rings. */
export const mostIntervalsMissed = 3;
