import type { Facts } from './facts.ts';

type Place = { held: object | undefined };

/**
 * What is wrong with the portfolio: of every project and period that the office has written, what it was told last must
 * be what is stored. It sends one request after the other, each until it is told.
 */
export function portfolioAsTold({ world }: Facts): string[] {
  const told = new Map<string, { place: Place | undefined; body: object | undefined }>();
  for (const { request, answer } of world.log.clients.attempts) {
    const { operation, parameters = {} } = request;
    if (answer === undefined || ![200, 204].includes(answer.status)) continue;
    const body = answer.status === 204 ? undefined : answer.body;
    if (operation === 'putProject' || operation === 'deleteProject')
      told.set(`project ${parameters.code}`, { place: world.rows.projects.get(`${parameters.code}`), body });
    if (operation === 'putPeriod' || operation === 'deletePeriod')
      told.set(`period ${parameters.id}`, { place: world.rows.periods.get(`${parameters.id}`), body });
  }
  return [...told].flatMap(([name, { place, body }]) => {
    const [is, must] = [JSON.stringify(place?.held), JSON.stringify(body)];
    return is === must ? [] : [`${name} is ${is} and was told to be ${must}`];
  });
}
