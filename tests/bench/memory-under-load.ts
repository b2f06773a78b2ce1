import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runRegister } from '../support/running-register.ts';

/**
 * node tests/bench/memory-under-load.ts MINUTES [REQUESTS A SECOND [SECONDS BETWEEN PUBLICATIONS]]: starts a register on a folder of its own and puts
 * activities into it, one in three of them new, spread over eight years; after every minute prints the resident memory
 * of its process, how many requests it has accepted and how many not, and how large its folder is. Wants ps and du.
 */
const [minutes = 60, rate = 4, every = 5] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'memory-under-load-'));
const register = await runRegister(folder, '--empty', '--every', String(every));
let [asked, accepted, refused] = [0, 0, 0];
try {
  const key = (await register.tool('partner', 'add', 'office', '--name', 'Office', '--office')).at(-1);
  const put = (path: string, body: object) =>
    fetch(new URL(path, register.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await put('/v1/projects/LOAD', project());
  const begun = Date.now();
  print(0);
  for (let minute = 1; minute <= minutes; minute += 1) {
    while (Date.now() < begun + minute * 60_000) {
      await pause(Math.max(0, begun + (asked * 1000) / rate - Date.now()));
      asked += 1;
      const { reference, ...activity } = nextActivity(asked);
      put(`/v1/activities/${reference}`, activity).then(
        async (answer) => {
          await answer.text();
          if (answer.status === 202) accepted += 1;
          else refused += 1;
        },
        () => {
          refused += 1;
        },
      );
      if (asked % 10 === 0) fetch(new URL('/feed/index.json', register.url)).then((answer) => answer.text());
    }
    print(minute);
  }
} finally {
  await register.end('SIGTERM');
  rmSync(folder, { recursive: true });
}

function print(minute: number): void {
  const kilobytes = Number(
    execFileSync('ps', ['-o', 'rss=', '-p', String(register.process.pid)], { encoding: 'utf8' }),
  );
  const disk = execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0];
  console.log(
    JSON.stringify({
      minute,
      megabytes: Math.round(kilobytes / 1024),
      accepted,
      refused,
      diskMegabytes: Math.round(Number(disk) / 1024),
    }),
  );
}

function project(): object {
  const names = { en: 'Load', fr: 'Charge' };
  return { names, versions: [{ validFrom: '2013-01', start: '2013-01', end: '2026-12', source: 'made up' }] };
}

/** The next activity: a new one of every three, else one of four hundred again, moved or not. */
function nextActivity(at: number) {
  const month = `${2015 + (at % 8)}-${String((at % 12) + 1).padStart(2, '0')}`;
  return {
    reference: at % 3 === 0 ? `new-${at}` : `again-${(at * 7919) % 400}`,
    title: { en: `Workshop ${at} on electronic evidence` },
    projects: ['LOAD'],
    start: `${month}-15`,
    status: 'completed',
    mode: 'online',
    type: 'workshop',
    countries: [{ code: 'GH', role: 'beneficiary' }],
    participants: { count: 25, qualifier: 'exact' },
  };
}
