import * as z from 'zod';

/**
 * What a column of an inventory may hold. `title` and `description` are in the language of the table; `countries`
 * are beneficiaries; `date` may hold a range; `year` completes dates that lack one; `place` is "City, Country" and
 * whatever else is printed there; `country` is that of the venue; a column that is `ignored` is not read.
 */
export const fields = [
  'reference',
  'title',
  'title.en',
  'title.fr',
  'description',
  'description.en',
  'description.fr',
  'projects',
  'date',
  'start',
  'end',
  'year',
  'status',
  'mode',
  'type',
  'themes',
  'countries',
  'countries.participant',
  'countries.host',
  'groups',
  'place',
  'city',
  'country',
  'partners',
  'partners.organiser',
  'partners.co_organiser',
  'partners.host',
  'partners.funder',
  'partners.contributor',
  'partners.participant',
  'participants',
  'women',
  'languages',
  'units',
  'links',
  'visibility',
  'ignored',
] as const;

export const field = z.enum(fields);
export type Field = z.infer<typeof field>;
