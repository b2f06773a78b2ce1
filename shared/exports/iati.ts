import { type Activity, isOpenEnded } from '../words/activity.ts';
import { firstDay, lastDay, monthOf } from '../words/calendar.ts';
import { groupNames } from '../words/group.ts';
import { type Project, type ProjectVersion, runsWithin, versionOn } from '../words/project.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import { countriesOf, factsOf, kindInWords } from './activity-in-words.ts';
import { budgetElements } from './iati-budget.ts';
import * as iati from './iati-elements.ts';
import { type Element, element, xmlDocument } from './xml.ts';

/**
 * The projects as IATI 2.03 activities of hierarchy 1, as of the day `since` (the one on which the portfolio last
 * changed its state), in the order of their codes. `generatedAt` is an instant.
 */
export function iatiProjects(
  projects: readonly Project[],
  { generatedAt, since = '1900-01-01' }: { generatedAt: string; since?: string | undefined },
): string {
  const ordered = [...projects].sort((one, other) => byCodeUnit(one.code, other.code));
  return xmlDocument(
    iati.iatiDocument(
      generatedAt,
      ordered.flatMap((project) => {
        const version = versionOn(project, since) ?? project.versions[0];
        return version === undefined ? [] : [projectElement(project, version, since)];
      }),
    ),
  );
}

function projectElement(project: Project, version: ProjectVersion, since: string): Element {
  const { code, names, versions } = project;
  const [start, end] = [firstDay(version.start), version.end && lastDay(version.end)];
  const status = runsWithin(version, since, since) ? '2' : start > since ? '1' : '4';
  const within = monthOf(since);
  const countries = project.countries
    .filter(({ from = '', to = '9999' }) => from <= within && within <= to)
    .map((country) => country.code);
  const earlier = versions.slice(0, versions.indexOf(version));
  const revised = earlier.some(({ budget }) => budget && budget.amount !== version.budget?.amount);
  return element(
    'iati-activity',
    { 'xml:lang': 'en', 'default-currency': 'EUR', hierarchy: '1' },
    element('iati-identifier', {}, iati.iatiIdentifier(code)),
    iati.reportingOrganisation(),
    element('title', {}, ...iati.narratives(names)),
    element('description', { type: '1' }, ...iati.narratives(projectInWords(project, version))),
    ...version.funding.map(({ funder }) => iati.participatingOrganisation(funder, '1')),
    ...iati.officeTakesPart(),
    element('other-identifier', { ref: code, type: 'A1' }),
    element('activity-status', { code: status }),
    iati.activityDate(start <= since ? '2' : '1', start),
    ...(end === undefined ? [] : [iati.activityDate(end < since ? '4' : '3', end)]),
    ...iati.recipients([...new Set(countries)].sort(byCodeUnit), []),
    iati.sector(),
    iati.collaborationType(),
    element('default-aid-type', { code: 'C01' }),
    ...budgetElements(version, revised),
  );
}

const projectInWords = ({ code, names, aliases }: Project, { source }: ProjectVersion): Names => {
  const also = (tongue: keyof Names) => [names[tongue], ...aliases].filter((name) => name !== code);
  const called = (tongue: keyof Names) => [code, ...new Set(also(tongue))].join(', ');
  return {
    en: `Capacity-building project on cybercrime and electronic evidence: ${called('en')}. Source: ${source}`,
    fr: `Projet de renforcement des capacités en matière de cybercriminalité et de preuves électroniques\u00A0: ${called('fr')}. Source\u00A0: ${source}`,
  };
};

/**
 * The activities of a month as IATI 2.03 activities of hierarchy 2, each with its projects as parents, from its records
 * in the order of documents. `generatedAt` is an instant.
 */
export const iatiActivities = (
  records: readonly PublicRecord[],
  { generatedAt }: { generatedAt: string },
): string => xmlDocument(iati.iatiDocument(generatedAt, records.map(activityElement)));

const statuses: Record<Activity['status'], string> = {
  planned: '1',
  ongoing: '2',
  completed: '4',
  cancelled: '5',
  postponed: '6',
};
/** What IATI calls the roles that it has a word for; the other organisations stand in the description. */
const roles: Partial<Record<Activity['partners'][number]['role'], '1' | '4'>> = {
  funder: '1',
  organiser: '4',
  co_organiser: '4',
  host: '4',
};

function activityElement(record: PublicRecord): Element {
  const { status, title, description, venue } = record;
  const facts = { en: factsOf('en', record).join('\n'), fr: factsOf('fr', record).join('\n') };
  return element(
    'iati-activity',
    { 'xml:lang': 'en', 'last-updated-datetime': record.acceptedAt, hierarchy: '2' },
    element('iati-identifier', {}, iati.iatiIdentifier(record.id)),
    iati.reportingOrganisation(),
    element(
      'title',
      {},
      ...iati.narratives(title ?? { en: kindInWords('en', record), fr: kindInWords('fr', record) }),
    ),
    ...(description === undefined
      ? []
      : [element('description', { type: '1' }, ...iati.narratives(description))]),
    element('description', { type: description === undefined ? '1' : '4' }, ...iati.narratives(facts)),
    ...iati.officeTakesPart(),
    ...participating(record),
    element('other-identifier', { ref: record.id, type: 'A1' }),
    element('activity-status', { code: statuses[status] }),
    ...datesOf(record),
    ...iati.recipients(
      countriesOf(record, 'beneficiary', 'participant'),
      record.groups.map((code) => groupNames(code)),
    ),
    ...(venue?.city === undefined
      ? []
      : [element('location', {}, element('name', {}, ...iati.narratives({ en: venue.city })))]),
    iati.sector(),
    iati.collaborationType(),
    ...record.projects.map((code) =>
      element('related-activity', { ref: iati.iatiIdentifier(code), type: '1' }),
    ),
  );
}

/** The organisations that take part in a role that IATI has a word for, once in each. */
function participating({ partners }: PublicRecord): Element[] {
  const names = { '1': new Set<string>(), '4': new Set<string>() };
  const elements: Element[] = [];
  for (const { name, role } of partners) {
    const code = roles[role];
    if (code === undefined || names[code].has(name)) continue;
    names[code].add(name);
    elements.push(iati.participatingOrganisation(name, code));
  }
  return elements;
}

/**
 * The dates of an activity. A date is actual only if it was past when the submission was accepted: IATI refuses an
 * actual date in the future, and what a completed activity says of a later day is a plan. What is open-ended has no
 * end.
 */
function datesOf(record: PublicRecord): Element[] {
  const { start, end = start, status, acceptedAt } = record;
  const [from, to] = [firstDay(start), lastDay(end)];
  const past = (day: string): boolean => day <= acceptedAt.slice(0, 10);
  const begun = (status === 'ongoing' || status === 'completed') && past(from);
  return [
    iati.activityDate(begun ? '2' : '1', from),
    ...(isOpenEnded(record)
      ? []
      : [iati.activityDate(begun && status === 'completed' && past(to) ? '4' : '3', to)]),
  ];
}
