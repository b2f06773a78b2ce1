import * as z from 'zod';
import { type Client, ProblemError, UnreachableError } from '../../client/src/client.ts';
import { type NamedProject, readPrintedProjects } from '../../shared/checks/printed/project.ts';
import { projectCode } from '../../shared/words/project.ts';
import { names } from '../../shared/words/text.ts';

const named = z
  .array(z.object({ code: z.string(), names, aliases: z.array(z.string()).default([]) }))
  .default([]);
const published = z.object({ current: named, upcoming: named, completed: named });

/** The projects that the feed of a register has published, with names and aliases; none before the first publication. */
export async function publishedProjects(origin: string, signal?: AbortSignal): Promise<NamedProject[]> {
  const answer = await fetch(new URL('/feed/projects.json', origin), { ...(signal && { signal }) }).catch(
    (cause: unknown) => {
      signal?.throwIfAborted();
      throw new UnreachableError(origin, cause);
    },
  );
  if (!answer.ok) return [];
  const { current, upcoming, completed } = published.parse(await answer.json());
  return [...current, ...upcoming, ...completed];
}

/** The projects that are known, and those that texts name by a code that is in the portfolio but not yet published. */
export async function withUnpublished(
  known: readonly NamedProject[],
  texts: readonly string[],
  client: Pick<Client, 'project'>,
  signal?: AbortSignal,
): Promise<NamedProject[]> {
  const unknown = texts
    .flatMap((text) => readPrintedProjects(text, known))
    .flatMap(({ printed, read }) => (read.kind === 'one' ? [] : [printed]));
  const found: NamedProject[] = [];
  for (const code of new Set(unknown.filter((each) => projectCode.safeParse(each).success))) {
    const project = await client.project(code, { ...(signal && { signal }) }).catch((error: unknown) => {
      if (error instanceof ProblemError && error.problem.status === 404) return undefined;
      throw error;
    });
    if (project !== undefined) found.push(project);
  }
  return [...known, ...found];
}
