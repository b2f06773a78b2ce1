import { expect } from 'vitest';
import { aContribution, anEvent, aSurvey } from './made-facts.ts';
import { glacy, period } from './register.ts';
import { type Answer, bait, of, pathOf, type Rival, type Rivals, replayed, secretly } from './rivals.ts';

type Attack = (attacker: Rival, victim: Rival, rivals: Rivals) => Promise<void>;

/** An answer to a rival that made the first revision of an activity of its own, under whichever reference. */
function expectAnOwnFirst(answer: Answer, reference: string, victim: Rival): void {
  expect(answer).toMatchObject({ status: 202, body: { activity: reference, revision: 1 } });
  expect([victim.submission, victim.keyedSubmission]).not.toContain(answer.body.submission);
}

const openToAll =
  (path: string): Attack =>
  async (attacker, _, { fetched }) => {
    const [keyed, keyless] = [await attacker.ask('GET', path), await fetched('GET', path)];
    expect([keyed.status, keyed.text]).toEqual([200, keyless.text]);
  };

const forTheOffice =
  (path: string, body: object, changed: object): Attack =>
  async (attacker, _, { portfolio }) => {
    const before = await portfolio();
    const { status } = await attacker.ask('PUT', path, { body: { ...body, ...changed } });
    if (attacker.id !== 'office') {
      expect(status).toBe(403);
      expect(await portfolio()).toEqual(before);
    } else {
      expect(status).toBe(200);
      expect(await portfolio()).not.toEqual(before);
      await attacker.ask('PUT', path, { body });
    }
  };

const deletedByTheOffice =
  (path: string, body: object): Attack =>
  async (attacker, _, { portfolio }) => {
    const before = await portfolio();
    const { status } = await attacker.ask('DELETE', path);
    expect(status).toBe(attacker.id === 'office' ? 204 : 403);
    if (attacker.id !== 'office') expect(await portfolio()).toEqual(before);
    else await attacker.ask('PUT', path, { body });
  };

const readByAll =
  (path: string, body: object): Attack =>
  async (attacker) => {
    const answer = await attacker.ask('GET', path);
    expect([answer.status, answer.body]).toMatchObject([200, body]);
  };

/** What a partner does to another by each operation, and what it gets for it. */
export const attacks: Record<string, Attack> = {
  async getActivity(attacker, victim) {
    const known = { headers: { 'if-none-match': '"2"' } };
    expect((await attacker.ask('GET', pathOf(victim))).status).toBe(404);
    expect((await attacker.ask('GET', pathOf(victim), known)).status).toBe(404);
    expect((await attacker.ask('GET', `${pathOf(victim)}?partner=${victim.id}`)).status).toBe(400);
  },
  async putActivity(attacker, victim) {
    const reference = of(victim, 'putActivity');
    const path = `/v1/activities/${reference}`;
    const body = secretly(attacker, reference);
    expect((await attacker.ask('PUT', path, { body, headers: { 'if-match': '"2"' } })).status).toBe(412);
    expect((await attacker.ask('PUT', `${path}?partner=${victim.id}`, { body })).status).toBe(400);
    expect((await attacker.ask('PUT', path, { body: { ...body, partner: victim.id } })).status).toBe(422);
    const onlyNew = { 'if-none-match': '*' };
    expectAnOwnFirst(await attacker.ask('PUT', path, { body, headers: onlyNew }), reference, victim);
  },
  async withdrawActivity(attacker, victim) {
    const path = `/v1/activities/${of(victim, 'withdrawActivity')}`;
    expect((await attacker.ask('DELETE', path)).status).toBe(404);
    const conditional = await attacker.ask('DELETE', path, { headers: { 'if-match': '"2"' } });
    expect([404, 412]).toContain(conditional.status);
  },
  async postActivity(attacker, victim) {
    const reference = of(victim, 'postActivity');
    const post = (body: object) => attacker.ask('POST', '/v1/activities', { body });
    expectAnOwnFirst(await post(secretly(attacker, reference)), reference, victim);
    expect((await post({ ...secretly(attacker, reference), partner: victim.id })).status).toBe(422);
    // The idempotency key and the payload of the victim: a replay would be the victim's answer.
    const replay = await attacker.ask('POST', '/v1/activities', replayed(victim));
    expectAnOwnFirst(replay, of(victim, 'replay'), victim);
    expect((await attacker.ask('POST', '/v1/activities', replayed(victim))).text).toBe(replay.text);
    // The same title on the same days is a duplicate of the victim's, of which the attacker hears nothing.
    const copy = { body: bait(victim, 'copy') };
    const checked = await attacker.ask('POST', '/v1/activities?dryRun=true', copy);
    expect(checked).toMatchObject({ status: 200, body: { findings: [] } });
    expect(checked.text).not.toContain(of(victim, 'bait'));
  },
  async postBatch(attacker, victim) {
    const reference = of(victim, 'postBatch');
    const body = [secretly(attacker, reference), { ...secretly(attacker, 'other'), partner: victim.id }];
    const headers = { 'idempotency-key': `"key-of-${victim.id}-for-a-batch"` };
    expect(await attacker.ask('POST', '/v1/activities/batch', { body, headers })).toMatchObject({
      status: 202,
      body: { outcomes: [{ status: 202, activity: reference, revision: 1 }, { status: 422 }] },
    });
  },
  async listActivities(attacker, victim) {
    const seen: string[] = [];
    for (let page = '?limit=5'; page !== ''; ) {
      const { status, body } = await attacker.ask('GET', `/v1/activities${page}`);
      expect(status).toBe(200);
      const activities = body.activities as { activity: { reference: string } }[];
      seen.push(...activities.map(({ activity }) => activity.reference));
      page = body.next === undefined ? '' : `?limit=5&cursor=${body.next}`;
    }
    expect(seen).toContain(of(attacker, 'getActivity'));
    expect(seen).not.toContain(of(victim, 'getActivity'));
    // A cursor is a place in whichever list it is brought to.
    const stolen = await attacker.ask('GET', `/v1/activities?cursor=${victim.cursor}`);
    expect(stolen.text).not.toContain(of(victim, 'getActivity'));
    expect((await attacker.ask('GET', `/v1/activities?partner=${victim.id}`)).status).toBe(400);
  },
  async getSubmission(attacker, { submission }) {
    for (const id of [submission, submission.toUpperCase(), `${submission}%23RECEIPT`])
      expect((await attacker.ask('GET', `/v1/submissions/${id}`)).status).toBe(404);
  },
  getProject: readByAll('/v1/projects/GLACY%2B', glacy),
  getPeriod: readByAll('/v1/periods/2020', period),
  getTreatyEvent: readByAll(`/v1/treaty-events/${anEvent.id}`, anEvent),
  getLegislationSurvey: readByAll(`/v1/legislation-surveys/${aSurvey.id}`, aSurvey),
  getContribution: readByAll(`/v1/contributions/${aContribution.id}`, aContribution),
  putProject: forTheOffice('/v1/projects/GLACY%2B', glacy, { aliases: ['Mine'] }),
  putPeriod: forTheOffice('/v1/periods/2020', period, { last: '2021-12' }),
  deleteProject: deletedByTheOffice('/v1/projects/GLACY%2B', glacy),
  deletePeriod: deletedByTheOffice('/v1/periods/2020', period),
  putTreatyEvent: forTheOffice(`/v1/treaty-events/${anEvent.id}`, anEvent, { date: '2018-12' }),
  putLegislationSurvey: forTheOffice(`/v1/legislation-surveys/${aSurvey.id}`, aSurvey, { states: 107 }),
  putContribution: forTheOffice(`/v1/contributions/${aContribution.id}`, aContribution, { amount: 1 }),
  deleteTreatyEvent: deletedByTheOffice(`/v1/treaty-events/${anEvent.id}`, anEvent),
  deleteLegislationSurvey: deletedByTheOffice(`/v1/legislation-surveys/${aSurvey.id}`, aSurvey),
  deleteContribution: deletedByTheOffice(`/v1/contributions/${aContribution.id}`, aContribution),
  getHealth: openToAll('/v1/health'),
  getOpenapi: openToAll('/v1/openapi.json'),
  getDocs: openToAll('/v1/docs'),
  getDocsFile: openToAll('/v1/docs/page.css'),
};

/** Tries references that would be another's if characters that part the keys of rows, or an address, got through. */
export async function craft(attacker: Rival, victim: Rival): Promise<void> {
  const aim = of(victim, 'getActivity');
  const rest = victim.id.startsWith(attacker.id) ? victim.id.slice(attacker.id.length) : victim.id;
  const separators = ['#', '/', '\\', '|', '\0', '\uff03', '\uff0f', '\u2044', '%23', '%2F', ' '];
  const separated = separators.flatMap((each) => [`${rest}${each}${aim}`, `a${each}${aim}`, `${aim}${each}`]);
  const alike = [
    aim.replace('o', '\uff4f'),
    aim.replace('o', '\u043e'),
    `${aim}\u200d`,
    `..${aim}`,
    `\ufeff${aim}`,
  ];
  for (const reference of [...separated, ...alike]) {
    const path = `/v1/activities/${encodeURIComponent(reference)}`;
    const body = secretly(attacker, reference);
    const answers = await Promise.all([
      attacker.ask('PUT', path, { body }),
      attacker.ask('POST', '/v1/activities', { body }),
      attacker.ask('GET', path),
      attacker.ask('DELETE', path),
    ]);
    for (const { status } of answers) expect([400, 404, 405, 422], reference).toContain(status);
  }
}
