/** A function of the template: `asset` is the folder of its bundle, `timeout` is in seconds, `memory` in MB. */
export interface FunctionDescription {
  name: string;
  asset: string;
  /** File and export, as in `index.handler`. */
  handler: string;
  timeout: number;
  memory: number;
  environment: Record<string, string>;
}

/** How Lambda reports an invocation that failed. */
export interface InvocationError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** The answer of an invocation: the JSON text that the function returned, or why it failed. */
export type Outcome = { payload: string } | { error: InvocationError };

/** The type of error of an invocation that was refused, because no instance was free in time. */
export const throttled = 'TooManyRequestsException';

/**
 * Invokes a function by name with an event that JSON can hold. Given a patience, in milliseconds, the invocation is
 * refused where it has waited longer than that when its turn comes. Throws when there is no such function.
 */
export type Invoke = (name: string, event: unknown, patience?: number) => Promise<Outcome>;
