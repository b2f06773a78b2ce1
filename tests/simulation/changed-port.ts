import type { Ports } from './process-ports.ts';

/** A port with some of its methods replaced. */
export const changed = <
  Name extends keyof Omit<Ports, 'base' | 'daysKept' | 'perMinute' | 'pageBytes' | 'mostPages'>,
>(
  ports: Ports,
  name: Name,
  methods: Partial<Ports[Name]>,
): Ports => ({
  ...ports,
  [name]: { ...ports[name], ...methods },
});

/** A call that does nothing. */
export const done = async () => undefined;

/** Starts a call and lets it go: nobody hears whether it failed. */
export const letGo = async (call: Promise<unknown>): Promise<void> => void call.catch(done);
