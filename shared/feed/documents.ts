import * as z from 'zod';
import { events } from '../exports/event-json-ld.ts';
import { about, jsonFeedHead, jsonFeedItem } from '../exports/json-feed.ts';
import { countriesFigure } from '../figures/countries.ts';
import { definitions } from '../figures/definition.ts';
import { proofs, sentence } from '../figures/figure.ts';
import { breakdowns, headline } from '../figures/figures.ts';
import { labels } from '../figures/labels.ts';
import { projectsFigure } from '../figures/projects.ts';
import { monthsOfRow, summary } from '../figures/summary.ts';
import { statement } from '../log/statement.ts';
import { day, month } from '../words/calendar.ts';
import { designationNote } from '../words/country.ts';
import { pageName } from '../words/page.ts';
import { partnerId } from '../words/partner.ts';
import { period } from '../words/period.ts';
import { project } from '../words/project.ts';
import { publicRecord } from '../words/public-record.ts';
import { names, shownText } from '../words/text.ts';
import { changesPage } from './changes.ts';
import { bytes, entry, path, sha256, stamp } from './entry.ts';
import { logDocument } from './log-document.ts';
import { vintages } from './vintages.ts';

const sentences = z.array(sentence).meta({ description: 'What the figures say, in words.' });
const figuresDescription = 'The figures, each under its id.';

/** The commit point of a snapshot, written last. Paths are relative to it. The documents of months stand in {@link year}. */
export const index = z
  .strictObject({
    ...stamp.shape,
    snapshot: stamp.shape.snapshot.meta({
      description: 'The number of this snapshot: 1, 2, 3 ... in the order of publication.',
    }),
    documents: z.array(entry).meta({
      description:
        'The documents of the snapshot, in the order of their paths; those of months are listed by years/{year}.json.',
    }),
  })
  .meta({ description: 'What a snapshot consists of: the commit point, written last.' });
export type Index = z.infer<typeof index>;

const yearName = z
  .string()
  .regex(/^\d{4}$/)
  .meta({ description: 'The year.', examples: ['2020'] });

/** What the pages of the months of a year sum to, and every document of theirs: a branch of the index. Decision 0036. */
export const yearDocument = z
  .strictObject({
    ...stamp.shape,
    year: yearName,
    pages: z
      .array(
        z.strictObject({
          page: pageName,
          path: path.meta({ description: 'The document that lists the activities.' }),
          range: z.int().min(0).meta({
            description:
              'Raised each time the month is divided into more pages and this one loses a part of it.',
          }),
          summary: summary.meta({ description: 'What the activities sum to.' }),
          similar: z.array(z.array(z.string()).min(2)).meta({
            description:
              'The ids of activities that may be the same, each with those that it may be the same as: same days, shared countries or none, and nearly the same title.',
            examples: [[['glacy/WS-2020-17', 'octopus/7']]],
          }),
        }),
      )
      .meta({ description: 'The pages of the months that list an activity, in their order.' }),
    documents: z
      .array(entry)
      .meta({ description: 'The documents of these pages, in the order of their paths.' }),
  })
  .meta({
    description:
      'What the months of a year sum to, which documents prove it, and all documents of those months.',
  });
export type YearDocument = z.infer<typeof yearDocument>;

/** Where {@link yearsDocument} is. */
export const yearsPath = 'years.json';
export const yearPath = (year: string): string => `years/${year}.json`;
export const yearOfPath = (path: string): string | undefined => /^years\/(\d{4})\.json$/.exec(path)?.[1];

/** What every year sums to: all of it is in the sums of all time. */
export const yearsDocument = z
  .strictObject({
    ...stamp.shape,
    years: z
      .array(
        z.strictObject({
          year: yearName,
          path: path.meta({ description: 'The document of the months of the year.' }),
          first: pageName.meta({ description: 'The first page that lists an activity.' }),
          last: pageName.meta({ description: 'The last page that lists an activity.' }),
          summary: summary.meta({ description: 'What the activities sum to.' }),
        }),
      )
      .meta({ description: 'The years in which an activity starts, in order.' }),
  })
  .meta({ description: 'What every year sums to, and the documents that list its months.' });
export type YearSum = z.infer<typeof yearsDocument>['years'][number];

/** Where latest.json is: for who wants the headline figures of one snapshot, and nothing else of it. */
export const latestPath = 'latest.json';

/**
 * What was committed last, in a few hundred bytes: the hash of its index, and its entry of metrics.json. It is written
 * after index.json, so it may tell of the snapshot before, and never of one that was not committed.
 */
export const latest = z
  .strictObject({
    ...stamp.shape,
    snapshot: stamp.shape.snapshot.meta({
      description: 'The number of the snapshot that was committed last.',
    }),
    index: z
      .strictObject({ bytes, sha256 })
      .meta({ description: 'What index.json was when it was committed.' }),
    metrics: entry.meta({
      description:
        'The entry of metrics.json: its unchanging copy has the headline figures of this snapshot.',
    }),
  })
  .meta({
    description: 'What was committed last: its index by its hash, and where its headline figures are.',
  });

const { id: periodId, names: periodNames, first, last, document, closed } = period.shape;
const spanLast = month.meta({ description: 'The last month that lists an activity.' });
const periodHead = { id: periodId, names: periodNames, first, last, document, closed };

/** How final the figures of a period are. */
const finality = {
  provisional: z.boolean().meta({
    description:
      'Whether the office has yet to close the period: until then its figures change without being revised.',
  }),
  revision: vintages.shape.revisions.element.shape.revision
    .meta({ description: 'The last revision since it was closed, if there has been one.' })
    .optional(),
  afterEnd: vintages.shape.afterEnd,
  vintages: path.meta({
    description: 'The document of every value that its figures had.',
    examples: ['vintages/2019-10_2020-09.json'],
  }),
};
export type Finality = z.output<z.ZodObject<typeof finality>>;

/** What metrics.json has of every span: where its document is, its headline figures, and what they say. */
const inShort = {
  path: path.meta({ description: 'The path of the document with every figure of it.' }),
  proofs,
  figures: headline.meta({ description: figuresDescription }),
  sentences,
};

export const metrics = z
  .strictObject({
    ...stamp.shape,
    proofs,
    allTime: headline.meta({ description: 'The headline figures of all time.' }),
    allTimePath: path.meta({ description: 'The path of the document with every figure of all time.' }),
    allTimeSentences: sentences.meta({ description: 'What the figures of all time say, in words.' }),
    current: z
      .strictObject({ id: periodId.optional(), path: inShort.path })
      .meta({
        description:
          'The reporting period under way, else the months since the last one; absent between two periods, and without any.',
      })
      .optional(),
    periods: z
      .array(
        z.strictObject({
          ...periodHead,
          ...finality,
          ...inShort,
          overlaps: z.array(periodId).meta({
            description:
              'The ids of the other periods that have a month in common with this one: what is counted in both must not be added up.',
          }),
        }),
      )
      .meta({ description: 'The reporting periods, in the order of their first months.' }),
    sinceLastPeriod: z
      .strictObject({ first, last: spanLast.optional(), ...inShort })
      .meta({
        description: 'The months after the period that ends last; absent where there is no period.',
      })
      .optional(),
  })
  .meta({
    description:
      'The headline figures of all time, of every reporting period, and of the months since the last one.',
  });

const everyFigure = {
  proofs,
  figures: z
    .strictObject({ ...headline.shape, ...breakdowns.shape })
    .meta({ description: figuresDescription }),
  sentences,
};

export const periodDocument = z
  .strictObject({
    ...stamp.shape,
    ...periodHead,
    ...finality,
    reported: z
      .array(
        z.strictObject({
          partner: partnerId.nullable().meta({
            description:
              'The id of a partner that posted; null: that is not public, the activities are restricted.',
          }),
          months: monthsOfRow,
        }),
      )
      .meta({
        description:
          'Which partners have reported for which of its months: those of which an activity of theirs is counted.',
      }),
    ...everyFigure,
  })
  .meta({ description: 'Every figure of a reporting period, and what they say in words.' });

/**
 * Every figure of all time (`first` and `last` are the first and the last month that list an activity), or of the
 * months since the last reporting period (`first` is the month after it, `last` the last since that lists an activity).
 */
export const spanDocument = z
  .strictObject({
    ...stamp.shape,
    first: first.optional(),
    last: spanLast.optional(),
    ...everyFigure,
  })
  .meta({
    description:
      'Every figure of all time, or of the months since the last reporting period, and what they say in words.',
  });

export const monthDocument = z
  .strictObject({
    ...stamp.shape,
    month,
    page: pageName.meta({ description: 'The page of the month that this is: a large month has several.' }),
    pages: path.meta({
      description: 'The document that lists every page of the month.',
      examples: ['years/2020.json'],
    }),
    activities: z
      .array(publicRecord)
      .meta({ description: 'The activities, in the order of their start and then of their ids.' }),
  })
  .meta({
    description: 'The public activities that start in a month, or a page of them: the proof of the figures.',
  });
export type MonthDocument = z.infer<typeof monthDocument>;

/** A page of the list of changes. Pages are in the order of their first number; one that is full never changes again. */
export const changesDocument = z
  .strictObject({ ...stamp.shape, ...changesPage })
  .meta({ description: 'A page of the numbered changes of what is public.' });

/** What stands at the path of a document that was taken back: no index lists it any longer. */
export const withdrawn = z
  .strictObject({
    ...stamp.shape,
    withdrawn: z.literal(true).meta({ description: 'Always true.' }),
  })
  .meta({ description: 'What stands at the path of a document that was taken back; no index lists it.' });

const version = project.shape.versions.element.shape;
const country = project.shape.countries.unwrap().element.shape;

const shownProject = z.strictObject({
  code: project.shape.code,
  names,
  aliases: project.shape.aliases,
  successorOf: project.shape.successorOf,
  start: version.start,
  end: version.end,
  budget: version.budget
    .unwrap()
    .extend({ shown: shownText.meta({ description: 'The amount in words.' }) })
    .meta({ description: 'The budget of the project.' })
    .optional(),
  funding: version.funding,
  countries: z
    .array(
      z.strictObject({
        code: country.code,
        names,
        note: designationNote.optional(),
        from: country.from,
        to: country.to,
        priority: country.priority,
      }),
    )
    .meta({ description: 'Its countries, with the months from and to which they belong to it.' }),
  versions: project.shape.versions,
});

const since = day.meta({
  description: 'The day on which the portfolio last changed its state by itself.',
});

/** The portfolio now: `since` is the day on which its state last changed (absent if it never did). */
export const projectsDocument = z
  .strictObject({
    ...stamp.shape,
    since: since.optional(),
    current: z.array(shownProject).meta({ description: 'The projects that run.' }),
    upcoming: z.array(shownProject).meta({ description: 'The projects that have yet to begin.' }),
    completed: z.array(shownProject).meta({ description: 'The projects that have ended.' }),
    proofs,
    figures: z.strictObject({ projects: projectsFigure.schema }).meta({ description: figuresDescription }),
  })
  .meta({ description: 'The portfolio of projects, and the activities of each.' });
export type ShownProject = z.infer<typeof shownProject>;

/** Every country there is something to tell of; `since` is that of the portfolio. */
export const countriesDocument = z
  .strictObject({
    ...stamp.shape,
    since: since.optional(),
    proofs,
    figures: z.strictObject({ countries: countriesFigure.schema }).meta({ description: figuresDescription }),
  })
  .meta({ description: 'Every country and territory there is something to tell of.' });

const extension = { about, ...stamp.shape };

/**
 * JSON Feed 1.1: the first page, with the headline figures and the address of the page of the latest month (`months`),
 * and the pages of months. What is ours stands in `_register`.
 */
export const jsonFeed = z
  .strictObject({
    ...jsonFeedHead,
    _register: z
      .union([
        z.strictObject({
          ...extension,
          months: z
            .url()
            .meta({
              description:
                'The address of the page of the latest month, from which `next_url` leads through all of them.',
            })
            .optional(),
          proofs,
          figures: headline.meta({ description: figuresDescription }),
        }),
        z.strictObject({ ...extension, month }),
      ])
      .meta({ description: 'What is of the register only.' }),
    items: z.array(jsonFeedItem).meta({ description: 'The activities.' }),
  })
  .meta({ description: 'JSON Feed 1.1: the activities accepted last, or those of a month.' });

/** The schema of every kind of document, by the name under which its JSON Schema is published. */
export const documentSchemas = {
  index,
  latest,
  metrics,
  period: periodDocument,
  span: spanDocument,
  month: monthDocument,
  year: yearDocument,
  years: yearsDocument,
  changes: changesDocument,
  vintages,
  log: logDocument,
  statement,
  projects: projectsDocument,
  countries: countriesDocument,
  feed: jsonFeed,
  events,
  definitions: z.strictObject({ ...stamp.shape, ...definitions.shape }).meta({
    description: 'The rules of the figures, of the sentences and of the words before rounded numbers.',
  }),
  labels: z
    .strictObject({ ...stamp.shape, ...labels.shape })
    .meta({ description: 'What to call every code and every figure, in English and French.' }),
  withdrawn,
} as const;
export type DocumentName = keyof typeof documentSchemas;
