import { defineConfig } from 'vitest/config';
import { slowestFiles } from './tests/support/slowest-files.ts';

// Many tests start processes of their own, which load the same modules again and again.
process.env.NODE_COMPILE_CACHE ??= new URL('node_modules/.cache/compiled', import.meta.url).pathname;

/** Those that look through all of their process's memory, which is to have nothing of others in it. */
const alone = ['tests/local/engines-memory.test.ts'];

export default defineConfig({
  test: {
    reporters: [
      'default',
      slowestFiles,
      // CI asks for a report to count from; whoever runs the tests by hand reads the terminal.
      ...(process.env.REPORT ? ['json'] : []),
    ],
    ...(process.env.REPORT ? { outputFile: { json: process.env.REPORT } } : {}),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two processes: the tests that start a whole register are processes of their own beside them.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Files share what they import: loading it anew for each of them took longer than half of the tests.
        test: { name: 'together', include: ['tests/**/*.test.ts'], exclude: alone, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
