import { defineConfig } from 'vitest/config';

// Many tests start processes of their own, which load the same modules again and again.
process.env.NODE_COMPILE_CACHE ??= new URL('node_modules/.cache/compiled', import.meta.url).pathname;

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // CI asks for a report to count from; whoever runs the tests by hand reads the terminal.
    reporters: process.env.REPORT ? ['default', ['json', { outputFile: process.env.REPORT }]] : ['default'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two processes: the tests that start a whole register are processes of their own beside them.
    maxWorkers: 2,
  },
});
