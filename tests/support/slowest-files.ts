import type { Reporter, TestModule } from 'vitest/node';

const told = 10;

/** The files that took longest, longest first, each on a line: seconds of its tests and of loading it. */
export function slowest(files: readonly Pick<TestModule, 'relativeModuleId' | 'diagnostic'>[]): string[] {
  const seconds = files.map((file) => {
    const { duration, collectDuration } = file.diagnostic();
    return { name: file.relativeModuleId, seconds: (duration + collectDuration) / 1000 };
  });
  return seconds
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, told)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

/** Prints, at the end of a run of more files than that, the ten that took longest. */
export const slowestFiles: Reporter = {
  onTestRunEnd(files) {
    if (files.length > told) process.stdout.write(`\nThe slowest files:\n${slowest(files).join('\n')}\n`);
  },
};
