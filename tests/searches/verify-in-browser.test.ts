import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import type { verify } from '../../shared/readers/verify.ts';
import { copyFeed } from '../support/feed-copy.ts';
import { startRegister } from '../support/register.ts';
import { makeTelling } from '../support/telling-register.ts';

it('verifies a feed where there is nothing but what every browser has', async () => {
  const register = await startRegister();
  await makeTelling(register);
  const feed = await copyFeed(register.ports);
  await register.stop();
  const { outputFiles } = await build({
    entryPoints: [new URL('../../shared/readers/verify.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'verifier',
    write: false,
  });
  const browser = { atob, btoa, crypto, TextDecoder, TextEncoder, URL, verifier: { verify: undefined } };
  const code = `${outputFiles[0]?.text}; verifier.verify`;
  const verifyThere: typeof verify = runInNewContext(code, browser);
  const { rows, ok } = await verifyThere(feed.read);
  expect(rows.filter((row) => !row.ok)).toEqual([]);
  expect(ok).toBe(true);
  expect(rows.length).toBeGreaterThan(300);
});
