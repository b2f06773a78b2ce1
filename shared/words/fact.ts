import * as z from 'zod';
import { line } from './text.ts';

/** The identifier that the office gave a survey or a contribution, part of an address. */
export const factId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, {
  error: 'is not an id such as "2020-02-substantive-law"',
});

/** The fields by which every fact says where it comes from, and how sure the office is of it. */
export const provenance = {
  source: line(1000).meta({
    description: 'Where that is stated: a document or a page.',
    examples: ['made up for this example'],
  }),
  certainty: z.enum(['stated', 'derived', 'unverified']).meta({
    description:
      'stated: the source says it so. derived: it follows from what the source says. unverified: the office has seen it in no source that it relies on.',
    examples: ['stated'],
  }),
  note: line(1000).meta({ description: 'What else there is to know about it.' }).optional(),
};
