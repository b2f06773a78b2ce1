import { type Activity, isOpenEnded } from '../words/activity.ts';
import { firstDay, lastDay, monthOf } from '../words/calendar.ts';
import { countryShown } from '../words/country.ts';
import { groupNames } from '../words/group.ts';
import { monthsOf } from '../words/period.ts';
import { type Project, type ProjectVersion, runsWithin, versionOn } from '../words/project.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import { office } from '../words/vocabulary.ts';
import { countriesOf, factsOf, kindInWords } from './activity-in-words.ts';
import { type Element, element, xmlDocument } from './xml.ts';

/**
 * The identifier under which the office reports: the Council of Europe's channel code 47138 of the OECD DAC, in
 * the form that IATI's list of registration agencies gives for multilateral organisations (agency XM-DAC).
 */
const organisation = 'XM-DAC-47138';

/**
 * The IATI identifier of a project (by its code) or an activity (by its id, "partner/reference"). It never changes.
 * IATI forbids / & | ? and leaves the rest open; every character but A-Z a-z 0-9 . - is written as "_" and its two
 * hexadecimal digits, "_" itself too, so that two codes never meet: "GLACY+" is XM-DAC-47138-GLACY_2B.
 */
export const iatiIdentifier = (code: string): string =>
  `${organisation}-${code.replaceAll(
    /[^A-Za-z0-9.-]/g,
    (character) => `_${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )}`;

/** A text in several languages. */
const narratives = (texts: Readonly<Record<string, string>>): Element[] =>
  Object.entries(texts).map(([language, text]) => element('narrative', { 'xml:lang': language }, text));

/** The root of a document. One without activities is no IATI document: the standard wants at least one. */
const iatiDocument = (generatedAt: string, activities: readonly Element[]): Element =>
  element('iati-activities', { version: '2.03', 'generated-datetime': generatedAt }, ...activities);

const officeNames = ({ en, fr }: Names): Names => ({ en, fr });

/** The office as the organisation that reports. Organisation type 40 is multilateral. */
const reportingOrganisation = (): Element =>
  element('reporting-org', { ref: organisation, type: '40' }, ...narratives(officeNames(office)));

/** The part of the office in everything it reports: accountable (role 2) and implementing (role 4). */
const officeTakesPart = (): Element[] =>
  ['2', '4'].map((role) =>
    element('participating-org', { ref: organisation, type: '40', role }, ...narratives(officeNames(office))),
  );

/** An organisation that is known by its name only. */
const participatingOrganisation = (name: string, role: '1' | '4'): Element =>
  element('participating-org', { role }, element('narrative', { 'xml:lang': 'en' }, name));

/** A date of an activity: 1 planned start, 2 actual start, 3 planned end, 4 actual end. */
const activityDate = (type: '1' | '2' | '3' | '4', day: string): Element =>
  element('activity-date', { type, 'iso-date': day });

/**
 * The recipients of an activity. IATI wants percentages of its money that add up to 100 as soon as there are two; the
 * register knows of none, so countries have equal parts, and the hundredths that are left go to the first ones. The
 * narrative has the name with its designation note. Where no country is known the region is 998, "developing
 * countries, unspecified", with the groups of countries that are known in its narrative.
 */
function recipients(codes: readonly string[], groups: readonly Names[]): Element[] {
  if (codes.length === 0) {
    const named = { en: groups.map(({ en }) => en).join('; '), fr: groups.map(({ fr }) => fr).join('; ') };
    const region = { code: '998', vocabulary: '1' };
    return [element('recipient-region', region, ...(groups.length === 0 ? [] : narratives(named)))];
  }
  return codes.map((code, at) => {
    const { names, note } = countryShown(code);
    const shown = (tongue: keyof Names) => [names[tongue], ...(note ? [note[tongue]] : [])].join(' ');
    const percentage = codes.length === 1 ? undefined : hundredths(codes.length, at);
    return element(
      'recipient-country',
      { code, percentage },
      ...narratives({ en: shown('en'), fr: shown('fr') }),
    );
  });
}

const hundredths = (parts: number, at: number): string =>
  ((Math.floor(10_000 / parts) + (at < 10_000 % parts ? 1 : 0)) / 100).toFixed(2);

/** What all of it is about: "legal and judicial development" of the OECD DAC, which is law enforcement too. */
const sector = (): Element => element('sector', { vocabulary: '1', code: '15130', percentage: '100' });

/** Multilateral outflows. */
const collaborationType = (): Element => element('collaboration-type', { code: '4' });

/** A part of a budget: whole cents for the days from `start` to `end`, both in one calendar year. */
type YearlyBudget = { start: string; end: string; cents: number };

/**
 * A budget by calendar year, each year in proportion to its months of the project (a begun month is a whole one). The
 * parts add up to the whole exactly: each is what the budget up to its end has more than up to its start.
 * None for a version without a budget or without an end.
 */
export function yearlyBudgets({ start, end, budget }: ProjectVersion): YearlyBudget[] {
  if (budget === undefined || end === undefined) return [];
  const [first, last] = [firstDay(start), lastDay(end)];
  const months = monthsOf(monthOf(first), monthOf(last));
  const upTo = (count: number): number =>
    Number((BigInt(budget.amount) * BigInt(count)) / BigInt(months.length));
  const years = [...new Set(months.map((month) => month.slice(0, 4)))];
  return years.map((year) => {
    const before = months.filter((month) => month < year).length;
    const within = months.filter((month) => month.startsWith(year)).length;
    return {
      start: year === first.slice(0, 4) ? first : firstDay(year),
      end: year === last.slice(0, 4) ? last : lastDay(year),
      cents: upTo(before + within) - upTo(before),
    };
  });
}

/**
 * The budgets of a version as IATI writes them: type 1 original or 2 revised, status 1 indicative, because it is the
 * register that divides them among the years.
 */
const budgetElements = (version: ProjectVersion, revised: boolean): Element[] =>
  yearlyBudgets(version).map(({ start, end, cents }) =>
    element(
      'budget',
      { type: revised ? '2' : '1', status: '1' },
      element('period-start', { 'iso-date': start }),
      element('period-end', { 'iso-date': end }),
      element('value', { currency: version.budget?.currency, 'value-date': start }, euros(cents)),
    ),
  );

/** Cents as a decimal: 494_500_050 gives "4945000.50". */
function euros(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

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
    iatiDocument(
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
    element('iati-identifier', {}, iatiIdentifier(code)),
    reportingOrganisation(),
    element('title', {}, ...narratives(names)),
    element('description', { type: '1' }, ...narratives(projectInWords(project, version))),
    ...version.funding.map(({ funder }) => participatingOrganisation(funder, '1')),
    ...officeTakesPart(),
    element('other-identifier', { ref: code, type: 'A1' }),
    element('activity-status', { code: status }),
    activityDate(start <= since ? '2' : '1', start),
    ...(end === undefined ? [] : [activityDate(end < since ? '4' : '3', end)]),
    ...recipients([...new Set(countries)].sort(byCodeUnit), []),
    sector(),
    collaborationType(),
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
): string => xmlDocument(iatiDocument(generatedAt, records.map(activityElement)));

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
    element('iati-identifier', {}, iatiIdentifier(record.id)),
    reportingOrganisation(),
    element(
      'title',
      {},
      ...narratives(title ?? { en: kindInWords('en', record), fr: kindInWords('fr', record) }),
    ),
    ...(description === undefined ? [] : [element('description', { type: '1' }, ...narratives(description))]),
    element('description', { type: description === undefined ? '1' : '4' }, ...narratives(facts)),
    ...officeTakesPart(),
    ...participating(record),
    element('other-identifier', { ref: record.id, type: 'A1' }),
    element('activity-status', { code: statuses[status] }),
    ...datesOf(record),
    ...recipients(
      countriesOf(record, 'beneficiary', 'participant'),
      record.groups.map((code) => groupNames(code)),
    ),
    ...(venue?.city === undefined
      ? []
      : [element('location', {}, element('name', {}, ...narratives({ en: venue.city })))]),
    sector(),
    collaborationType(),
    ...record.projects.map((code) => element('related-activity', { ref: iatiIdentifier(code), type: '1' })),
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
    elements.push(participatingOrganisation(name, code));
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
    activityDate(begun ? '2' : '1', from),
    ...(isOpenEnded(record)
      ? []
      : [activityDate(begun && status === 'completed' && past(to) ? '4' : '3', to)]),
  ];
}
