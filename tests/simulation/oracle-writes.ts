import { type Facts, messagesOf, outcomesOf } from './facts.ts';

/** What is wrong with answers to batches; that an accepted item was sent is told like that of any other submission. */
export function batchesAnswered({ world }: Facts): string[] {
  const sent = [...messagesOf(world).values()];
  const refusable = sent.filter(({ activity }) => (activity?.projects as string[])?.includes('no project'));
  const { attempts } = world.log.clients;
  const deletions = attempts.filter(({ request }) => request.operation === 'deleteProject');
  const deleted = new Set(deletions.map(({ request }) => request.parameters?.code));
  return [
    ...refusable.map(({ id }) => `${id} has errors and was sent`),
    ...attempts.flatMap((attempt) => {
      const told = outcomesOf(attempt);
      if (told === undefined) return [];
      const items = attempt.request.body as { projects: string[]; reference: string }[];
      if (told.length !== items.length || told.some(({ index }, at) => index !== at))
        return [`a batch of ${items.length} was answered by ${told.map(({ index }) => index).join()}`];
      return told.flatMap(({ status, activity }, at) => {
        const [item, bad] = [items[at], items[at]?.projects.includes('no project')];
        if (status === 202 && activity !== item?.reference) return [`item ${at} is told to be ${activity}`];
        // While a project is deleted, what names it is refused.
        const mayBeBad = item?.projects.some((code) => deleted.has(code));
        const right = bad ? [422] : mayBeBad ? [202, 422, 503] : [202, 503];
        return right.includes(status) ? [] : [`item ${at} was answered ${status}`];
      });
    }),
  ];
}

/** What is wrong with answers to If-Match and If-None-Match: the next revision is that after the one named, or none. */
export function preconditionsKept({ world, acceptances }: Facts): string[] {
  const accepted = acceptances.flatMap(({ attempt: { request }, reference, revision }) => {
    const { 'if-match': match, 'if-none-match': noneMatch } = request.headers ?? {};
    const wanted = noneMatch !== undefined ? 1 : match === '*' ? revision : Number(match?.slice(1, -1)) + 1;
    if (match === undefined && noneMatch === undefined) return [];
    return revision === wanted && (match !== '*' || revision > 1)
      ? []
      : [`${reference} got revision ${revision} under If-Match: ${match}, If-None-Match: ${noneMatch}`];
  });
  const refused = world.log.clients.attempts.flatMap(({ partner, request, answer }) => {
    if (answer?.status !== 412) return [];
    const newest = world.rows.revisions.get(`${partner}#${request.parameters?.reference}`);
    const { 'if-match': match, 'if-none-match': noneMatch } = request.headers ?? {};
    const right = noneMatch !== undefined ? newest !== undefined : match !== '*' && match !== `"${newest}"`;
    return right ? [] : [`${match ?? noneMatch} was refused, and the newest revision is ${newest}`];
  });
  return [...accepted, ...refused];
}
