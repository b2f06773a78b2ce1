import { anActivity } from './register.ts';
import type { clientOf } from './running-register.ts';

/** Something asked of the register: an activity put with this many units in a month, or (no units) withdrawn. */
type Wish = { units: number | undefined; start: string };
/** What was asked and what came back; `revision` and `submission` are absent where no 202 came. */
export type Request = Wish & { revision?: number; submission?: string };
type Send = ReturnType<typeof clientOf>;
type Chance = { below(limit: number): number; chance(of: number): boolean };

/**
 * One client of the register, which asks one thing after another about its own activities and remembers, by
 * reference, all it asked and what it was told.
 */
export function rememberingClient(name: string, chance: Chance, nextUnits: () => number) {
  const asked = new Map<string, Request[]>();
  return {
    asked,
    /** Sends one more request. Rejects if no answer came: it may have happened or not. */
    async ask(send: Send): Promise<void> {
      const reference = `${name}-${chance.below(8)}`;
      const withdrawal = asked.has(reference) && chance.chance(0.25);
      const start = `2020-0${chance.below(4) + 1}`;
      const request: Request = { units: withdrawal ? undefined : nextUnits(), start };
      const path = `/v1/activities/${reference}`;
      asked.set(reference, [...(asked.get(reference) ?? []), request]);
      const { units } = request;
      const { status, body } =
        units === undefined
          ? await send('DELETE', path)
          : await send('PUT', path, anActivity({ reference, start, units }));
      if (status === 202) Object.assign(request, { revision: body.revision, submission: body.submission });
      else if (status !== 404 && status !== 503)
        throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body)}`);
    },
  };
}

/** What an activity may be in the end: as the last acknowledged request wants it, or one after it that got no answer. */
export function possibleEnds(requests: readonly Request[]): Request[] {
  const last = requests.findLastIndex(({ revision }) => revision !== undefined);
  return requests.slice(Math.max(last, 0));
}
