import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFront } from '../../local/front.ts';
import { apiInMemory } from '../support/api-in-memory.ts';

const executablePath = '/usr/bin/chromium';
const send = apiInMemory([{ id: 'office', name: 'Office', office: true }]);
const answered: string[] = [];
let front: Awaited<ReturnType<typeof startFront>>;
let browser: BrowserContext;
let page: Page;
const profile = mkdtempSync(join(tmpdir(), 'browser-'));
const complaints: string[] = [];
const elsewhere: string[] = [];

/** Opens the page at a width, once its operations are there. */
async function open(width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${front.url}/v1/docs`);
  await page.getByText('Withdraw an activity').first().waitFor({ state: 'attached' });
}

// Skipped where there is no browser: the report says so.
describe.skipIf(!existsSync(executablePath))('the page for people, in a browser', () => {
  beforeAll(async () => {
    const answer = async (request: Parameters<typeof send>[0]) => {
      const response = await send(request);
      answered.push(`${request.method} ${request.path} ${response.status}`);
      return response;
    };
    front = await startFront({ port: 0, answer, report: (error) => complaints.push(String(error)) });
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launchPersistentContext(profile, { executablePath, args });
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(front.url) && !request.url().startsWith('data:'))
        elsewhere.push(request.url());
    });
  });
  afterAll(async () => {
    await browser.close();
    await front.stop();
    rmSync(profile, { recursive: true });
  });

  it('is no wider than a telephone, and shows the operations before the problems', async () => {
    await open(375);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    const top = async (text: string) =>
      (await page.getByText(text, { exact: true }).first().boundingBox())?.y ?? Number.NaN;
    expect(await top('Withdraw an activity')).toBeLessThan(await top('malformed-request'));
  });

  it('has calls that work as they are filled in, and work again', async () => {
    await open(1280);
    const viewer = page.locator('openapi-explorer');
    const entry = (text: string) => viewer.locator('nav').getByText(text, { exact: true });
    await entry('Authentication').click();
    await viewer.locator('input[name=api-key]').fill('office');
    await viewer.locator('#auth button[type=submit]').click();
    for (const [summary, seen] of [
      ['Create or replace a project', 'PUT /v1/projects/GLACY%2B 200'],
      ['Create or replace the activity of a reference', 'PUT /v1/activities/WS-2020-17 202'],
      ['Create or replace the activity of a reference', 'PUT /v1/activities/WS-2020-17 202'],
      ['Create or replace an activity', 'POST /v1/activities 202'],
      ['Create or replace an activity', 'POST /v1/activities 202'],
      ['Create or replace many activities', 'POST /v1/activities/batch 202'],
      ['Read an activity as applied', 'GET /v1/activities/WS-2020-17 200'],
      ['Withdraw an activity', 'DELETE /v1/activities/WS-2020-17 202'],
    ] as const) {
      answered.length = 0;
      await entry(summary).click();
      const [, path = ''] = seen.split(' ');
      await viewer.locator('main').getByText(summary, { exact: true }).waitFor();
      await Promise.all([
        page.waitForResponse((each) => new URL(each.url()).pathname === path),
        viewer.locator('button[part~="btn-try"]').first().click(),
      ]);
      expect(answered).toEqual([seen]);
    }
  });

  it('asks nobody but its own origin, and does nothing that its policy forbids', () => {
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
