/** A reason not to go on that is meant for the person at the terminal: shown as one line, without a stack. */
export class Refusal extends Error {}

/**
 * Runs a command line tool: a Refusal becomes one line on standard error, any other error its whole stack; both
 * exit with 1.
 */
export async function runTool(tool: () => Promise<void>): Promise<void> {
  try {
    await tool();
  } catch (error) {
    process.stderr.write(`${error instanceof Refusal ? error.message : (error as Error).stack}\n`);
    process.exit(1);
  }
}
