// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.

import { isKnownGroup } from '../../shared/words/group.ts';

/** A public activity, as a month document lists it. */
export type PlainRecord = {
  id: string;
  partner?: string;
  revision: number;
  acceptedAt: string;
  counted: boolean;
  title?: Record<string, string>;
  description?: Record<string, string>;
  projects: string[];
  start: string;
  end?: string;
  status: string;
  mode: string;
  type: string;
  themes: string[];
  countries: { code: string; role: string }[];
  groups: string[];
  partners: { name: string; role: string }[];
  participants?: { count: number; qualifier: string; women?: number };
  units: number;
  links: { url: string }[];
  visibility: string;
};

/**
 * What was accepted: who posted it, when, as which revision, and the body as posted (none: a withdrawal). `first` is the
 * submission of the same activity that was applied first, as the register remembers it.
 */
export type PlainSubmission = {
  first: string;
  partner: string;
  reference: string;
  revision: number;
  acceptedAt: string;
  body: Record<string, unknown> | undefined;
};

const fields = [
  'reference title description projects start end status mode type themes countries groups venue partners',
  'participants languages units links visibility',
].flatMap((line) => line.split(' '));
const whenLeftOut: Record<string, unknown> = {
  projects: [],
  themes: [],
  countries: [],
  groups: [],
  partners: [],
  languages: [],
  units: 1,
  links: [],
  visibility: 'public',
};
const inside: Record<string, string[]> = {
  countries: ['code', 'role'],
  venue: ['city', 'country'],
  partners: ['name', 'role'],
  participants: ['count', 'qualifier', 'women'],
  links: ['url', 'rel', 'lang'],
};
const hidden = ['reference', 'title', 'description', 'venue'];
const emptied = ['partners', 'languages', 'links'];

/** The public records that remain of submissions in any order: of each activity the one with the highest revision. */
export function recordsOf(submissions: readonly PlainSubmission[]): PlainRecord[] {
  const records: PlainRecord[] = [];
  for (const own of submissions) {
    const newer = submissions.some(
      ({ partner, reference, revision }) =>
        partner === own.partner && reference === own.reference && revision > own.revision,
    );
    if (newer || own.body === undefined) continue;
    const body: Record<string, unknown> = { reference: own.reference, ...own.body };
    const restricted = body.visibility === 'restricted';
    const shown: Record<string, unknown> = {
      ...(restricted ? { id: own.first } : { id: `${own.partner}/${own.reference}`, partner: own.partner }),
      revision: own.revision,
      acceptedAt: own.acceptedAt,
      counted: body.status !== 'cancelled' && body.status !== 'postponed',
    };
    for (const field of fields) {
      const value = restricted ? shownOf(field, body[field]) : (body[field] ?? whenLeftOut[field]);
      if (value !== undefined) shown[field] = inOrder(field, value);
    }
    records.push(shown as PlainRecord);
  }
  return records;
}

/** What is shown of a field of a restricted activity. */
function shownOf(field: string, value: unknown): unknown {
  if (hidden.includes(field)) return undefined;
  if (emptied.includes(field)) return [];
  const given = value ?? whenLeftOut[field];
  if (field === 'countries') return (given as PlainRecord['countries']).filter(({ role }) => role !== 'host');
  return field === 'groups' ? (given as string[]).filter(isKnownGroup) : given;
}

/** A value with its fields in the order of the documents. */
function inOrder(field: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(field, item));
  if (typeof value !== 'object' || value === null) return value;
  const order = inside[field] ?? Object.keys(value).sort();
  return Object.fromEntries(
    order.filter((name) => name in value).map((name) => [name, (value as Record<string, unknown>)[name]]),
  );
}
