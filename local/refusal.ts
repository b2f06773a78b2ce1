/**
 * A reason not to go on that is meant for the person at the terminal: shown as it is, without a stack. `exit` is the
 * exit code: 1 for what was refused, failed or differs, 2 for what could not begin.
 */
export class Refusal extends Error {
  readonly exit: 1 | 2;
  constructor(message: string, exit: 1 | 2 = 1) {
    super(message);
    this.exit = exit;
  }
}
