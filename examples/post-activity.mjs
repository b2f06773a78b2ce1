// Posts an activity to the register, and follows it until it is applied:
//   REGISTER_KEY=areg_... node post-activity.mjs [ACTIVITY.json]
// The client repeats what may pass, under one Idempotency-Key: the activity is taken once, however often it is sent.

import { readFileSync } from 'node:fs';
import { createClient, ProblemError } from '@activity-register/client';

const file = process.argv[2] ?? new URL('activity.json', import.meta.url);
const activity = JSON.parse(readFileSync(file, 'utf-8'));
const client = createClient({
  base: process.env.REGISTER ?? 'http://127.0.0.1:8080',
  key: process.env.REGISTER_KEY,
});

try {
  const { submission, revision, findings } = await client.submit(activity);
  console.log(`taken: ${activity.reference}, revision ${revision}`);
  for (const { pointer, detail } of findings) console.log(`warning: ${pointer} ${detail}`);
  const { status } = await client.outcome(submission);
  console.log(status);
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  const { title, detail, findings = [] } = error.problem;
  console.error(`${title}: ${detail}`);
  for (const finding of findings) console.error(`${finding.severity}: ${finding.pointer} ${finding.detail}`);
  process.exitCode = 1;
}
