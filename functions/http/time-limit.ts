import { Unavailable } from '../../shared/ports.ts';
import { type Event, found, type Handler, type HttpContext } from './request.ts';

/** How long before Lambda would end a function it gives up and says so, in milliseconds. */
const reserve = 1000;
const tooLate = () => new Unavailable('the function within its time', undefined);

/**
 * Options of middy: what the handler has not done a second before the end of the function's time fails as Unavailable.
 * The gateway would answer a function that was ended by a 500 of its own.
 */
export const timeLimit = {
  timeoutEarlyInMillis: reserve,
  timeoutEarlyResponse: () => {
    throw tooLate();
  },
};

/** Lets a handler under that limit know whether its time is over: nothing is sent after that. */
export const knowingItsTime =
  (handler: Handler) =>
  (event: Event, context: HttpContext, { signal }: { signal: AbortSignal }) => {
    const inTime = () => {
      if (signal.aborted) throw tooLate();
    };
    found(context, { inTime });
    return handler(event, context);
  };
