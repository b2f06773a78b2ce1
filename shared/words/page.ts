import * as z from 'zod';

/**
 * The name of a page of a month: the first is called as the month is ("2020-03"), the others have their number behind
 * it ("2020-03.2"). A month has one page while it is small.
 */
export const pageName = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])(?:\.(?:[2-9]|[1-9]\d+))?$/)
  .meta({ description: 'A page of a month: "2020-03", "2020-03.2" ...', examples: ['2020-03'] });

/** The name of a page of a month by its number: 1, 2, 3 ... */
export const pageOf = (month: string, number: number): string =>
  number === 1 ? month : `${month}.${number}`;

export const monthOfPage = (page: string): string => page.slice(0, 7);
export const yearOfPage = (page: string): string => page.slice(0, 4);
export const numberOfPage = (page: string): number => Number(page.slice(8) || 1);

/** The order of pages: by their months, then by their numbers. */
export const byPage = (one: string, other: string): number =>
  monthOfPage(one) === monthOfPage(other)
    ? numberOfPage(one) - numberOfPage(other)
    : monthOfPage(one) < monthOfPage(other)
      ? -1
      : 1;

/** The document that lists the activities of a page. */
export const pagePath = (page: string): string => `activities/${page}.json`;

/** The page that a document is about, by its path: "activities/2020-03.csv" gives "2020-03"; undefined for others. */
export function pageOfPath(path: string): string | undefined {
  const page = /^(?:activities|(?:fr\/)?feed|iati)\/(\d{4}-[^/]+)\.\w+$/.exec(path)?.[1];
  return page !== undefined && pageName.safeParse(page).success ? page : undefined;
}
