import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrintedDate } from '../../shared/checks/printed/date.ts';
import { lastDay, monthOf } from '../../shared/words/calendar.ts';

const one = (start: string, end: string) => ({ kind: 'one', start, end });

describe('a printed date', () => {
  it.each([
    ['24 – 28 November 2014', '2014-11-24', '2014-11-28'],
    ['10-11 decembre 2018', '2018-12-10', '2018-12-11'],
    ['09-10 December 2019', '2019-12-09', '2019-12-10'],
    ['Between November and December 2021', '2021-11', '2021-12'],
    ['Between 4 to 6 April 2023', '2023-04-04', '2023-04-06'],
    ['Between 14 and 16 February 2023', '2023-02-14', '2023-02-16'],
    ['30 August to 2 September 2022', '2022-08-30', '2022-09-02'],
    ['25/02/20', '2020-02-25', '2020-02-25'],
    ['03/04/2020', '2020-04-03', '2020-04-03'],
    ['25-27/02/2020', '2020-02-25', '2020-02-27'],
    ['12.11.2020', '2020-11-12', '2020-11-12'],
    ['05/2020', '2020-05', '2020-05'],
    ['juillet 2018 - juin 2021', '2018-07', '2021-06'],
    ['jan 2016 - déc 2019', '2016-01', '2019-12'],
    ['Monday, 27 April 2020 | 09:00 AM GMT', '2020-04-27', '2020-04-27'],
    ['14:00-16:00 CET, 3 May 2021', '2021-05-03', '2021-05-03'],
    ['du lundi 5 au mercredi 7 octobre 2020', '2020-10-05', '2020-10-07'],
    ['le 1er mars 2020', '2020-03-01', '2020-03-01'],
    ['on the 1st of October 2020', '2020-10-01', '2020-10-01'],
    ['from 18 to 20 (morning) November 2019', '2019-11-18', '2019-11-20'],
    ['November 9, 2021', '2021-11-09', '2021-11-09'],
    ['November 9-11, 2021', '2021-11-09', '2021-11-11'],
    ['26/27 May 2020', '2020-05-26', '2020-05-27'],
    ['May/June 2021', '2021-05', '2021-06'],
    ['30 December 2020 - 2 January 2021', '2020-12-30', '2021-01-02'],
    ['2020-02', '2020-02', '2020-02'],
    ['2020-03-15/2020-03-17', '2020-03-15', '2020-03-17'],
    ['2020-03-15T09:00:00Z', '2020-03-15', '2020-03-15'],
    ['6-10 Mars 2023', '2023-03-06', '2023-03-10'],
    ['24 Sept. 2021', '2021-09-24', '2021-09-24'],
    ['11 - 12October 2016', '2016-10-11', '2016-10-12'],
    ['5 May 2020 (Tuesday)', '2020-05-05', '2020-05-05'],
    ['lun. 5 octobre 2020', '2020-10-05', '2020-10-05'],
    ["25 - 27 Feb. '20", '2020-02-25', '2020-02-27'],
    ['25 – 27 Feb ’20', '2020-02-25', '2020-02-27'],
    ['12.-14.03.2020', '2020-03-12', '2020-03-14'],
    ['20200315', '2020-03-15', '2020-03-15'],
    ['du 1ᵉʳ au 3 mars 2020', '2020-03-01', '2020-03-03'],
    ['1<sup>er</sup> mars 2020', '2020-03-01', '2020-03-01'],
    ['the 15th day of March 2020', '2020-03-15', '2020-03-15'],
    ['9h-17h, le 5 mai 2020', '2020-05-05', '2020-05-05'],
    ['12-14 March 2020 (3 days)', '2020-03-12', '2020-03-14'],
    ['30.09 - 02.10.2020', '2020-09-30', '2020-10-02'],
    ['30/09-02/10/20', '2020-09-30', '2020-10-02'],
    ['du 30/09 au 02/10/2020', '2020-09-30', '2020-10-02'],
    ['12-14 mars 2020, trois jours', '2020-03-12', '2020-03-14'],
    ['Over two days in November 2019', '2019-11', '2019-11'],
    ['starting 5 March 2020 until 7 March 2020', '2020-03-05', '2020-03-07'],
  ])('"%s" is %s to %s', (printed, start, end) => {
    expect(readPrintedDate(printed)).toEqual(one(start, end));
  });

  it.each([
    ['ONLINE 17 NOVEMBER 2020', '2020-11-17', '2020-11-17'],
    ['28 september 2021 online', '2021-09-28', '2021-09-28'],
    ['May - November 2024, online', '2024-05', '2024-11'],
    ['Virtual meeting, 30 November 2020', '2020-11-30', '2020-11-30'],
    ['en ligne, les 2-3 juin 2020', '2020-06-02', '2020-06-03'],
    ['virtual meeting (26 February 2021)', '2021-02-26', '2021-02-26'],
    ['Online workshop: 5 May 2020', '2020-05-05', '2020-05-05'],
    ['juin 2020 (à distance)', '2020-06', '2020-06'],
    ['5 May 2020, by videoconference', '2020-05-05', '2020-05-05'],
    ['réunion virtuelle le 3 juin 2021, 14h-16h (heure de Paris)', '2021-06-03', '2021-06-03'],
    ['Zoom meeting on 3 June 2021 at 10 am', '2021-06-03', '2021-06-03'],
  ])('"%s" is %s to %s, and says that it is online', (printed, start, end) => {
    expect(readPrintedDate(printed)).toEqual({ ...one(start, end), mode: 'online' });
  });

  it('may say that it is hybrid or in person', () => {
    expect(readPrintedDate('5 May 2021 (hybrid)')).toEqual({
      ...one('2021-05-05', '2021-05-05'),
      mode: 'hybrid',
    });
    expect(readPrintedDate('en présentiel, 5 mai 2021')).toEqual({
      ...one('2021-05-05', '2021-05-05'),
      mode: 'in_person',
    });
    expect(readPrintedDate('in person 5 May 2021, online 7 May 2021')).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['5 and 12 November 2020', ['2020-11-05', '2020-11-12']],
    ['17 et 18 avril 2024', ['2024-04-17', '2024-04-18']],
    ['28, 29 and 30 July 2020', ['2020-07-28', '2020-07-29', '2020-07-30']],
    ['November & December 2021', ['2021-11', '2021-12']],
  ])('"%s" is several: %j', (printed, days) => {
    const spans = days.map((day) => ({ start: day, end: day }));
    expect(readPrintedDate(printed)).toEqual({ kind: 'several', spans });
  });

  it('may be several spans', () => {
    expect(readPrintedDate('5-6 and 12-13 November 2020')).toEqual({
      kind: 'several',
      spans: [
        { start: '2020-11-05', end: '2020-11-06' },
        { start: '2020-11-12', end: '2020-11-13' },
      ],
    });
  });

  it.each(['26/27 May', 'from 6 to 9 December', 'On July 13', 'May 2020 - June'])(
    '"%s" needs a year',
    (printed) => {
      expect(readPrintedDate(printed)).toEqual({ kind: 'refused', why: 'needs_year' });
    },
  );

  it('takes the year it is given, where it prints none', () => {
    expect(readPrintedDate('26/27 May', { year: 2021 })).toEqual(one('2021-05-26', '2021-05-27'));
    expect(readPrintedDate('26/27 May 2020', { year: 2021 })).toEqual(one('2020-05-26', '2020-05-27'));
    expect(readPrintedDate('29 February', { year: 2021 })).toMatchObject({ why: 'no_such_day' });
    expect(readPrintedDate('May 2020 - June', { year: 2021 })).toMatchObject({ why: 'needs_year' });
  });

  it.each([
    ['2020-02-30', '2020-02-29'],
    ['30/02/2021', '2021-02-28'],
    ['31 April 2020', '2020-04-30'],
    ['02/25/20', '2020-02-25'],
  ])('"%s" does not exist; %s does', (printed, instead) => {
    expect(readPrintedDate(printed)).toEqual({
      kind: 'refused',
      why: 'no_such_day',
      instead: { start: instead, end: instead },
    });
  });

  it.each([
    ['Monday, 28 April 2020', 'wrong_weekday'],
    ['7-5 May 2020', 'ends_before_start'],
    ['5/12 May 2020', 'days_or_range'],
    ['5 - November 2020', 'unreadable'],
    ['5 May - 7 2020', 'unreadable'],
    ['2020-03-15 to 17', 'unreadable'],
    ['from 5 March 2020', 'open_ended'],
    ['since March 2020', 'open_ended'],
    ['ongoing since June 2020', 'open_ended'],
    ['June 2020 - ongoing', 'open_ended'],
    ['31/09 - 02/10/2020', 'no_such_day'],
    ['depuis le 12 mars 2019', 'open_ended'],
    ['à partir du 5 mai 2020', 'open_ended'],
    ['5 May 2020 onwards', 'open_ended'],
    ['15 March 2020 to present', 'open_ended'],
    ['between 5, 6 and 7 March 2020', 'unreadable'],
    ['1-2-3 May 2020', 'unreadable'],
    ['5, 6 7 May 2020', 'days_or_range'],
    ['now underway', 'unreadable'],
    ['Tuesday (5 May 2020) Monday', 'unreadable'],
    ['Tunis 5 May 2020, Rabat 7 May 2020', 'unreadable'],
    ['tbc', 'no_date'],
    ['à confirmer', 'no_date'],
    ['Various dates', 'no_date'],
    ['annulé', 'no_date'],
    ['2018-19', 'needs_month'],
    ['2020', 'needs_month'],
    ['fin 2020', 'needs_month'],
    ['spring 2020', 'part_of_month'],
    ['week of 12 March 2020', 'part_of_month'],
    ['12-14 March 2020 (5 days)', 'duration'],
    ['not 5 May 2020', 'more_than_a_date'],
    ['postponed from 5 May 2020', 'more_than_a_date'],
    ['13/2020', 'unreadable'],
    ['02/03', 'unreadable'],
    ['43831', 'unreadable'],
    ['', 'unreadable'],
    ['9'.repeat(201), 'unreadable'],
  ])('"%s" is refused: %s', (printed, why) => {
    expect(readPrintedDate(printed)).toEqual({ kind: 'refused', why });
  });

  it.each([
    ['24 27 March 2014', 'days_or_range', '2014-03-24', '2014-03-27'],
    ['March 24 27, 2014', 'days_or_range', '2014-03-24', '2014-03-27'],
    ['started on April 14th, 2016. It lasted 2 days', 'duration', '2016-04-14', '2016-04-15'],
    [
      'started in Belgrade, Serbia, on April 14th, 2016. It lasted 2 days',
      'more_than_a_date',
      '2016-04-14',
      '2016-04-15',
    ],
    [
      'now underway Kyiv, Ukraine on March 30 2016. It will last for 3 days',
      'more_than_a_date',
      '2016-03-30',
      '2016-04-01',
    ],
    ['depuis le 20 mars 2023, formation de 3 jours', 'more_than_a_date', '2023-03-20', '2023-03-22'],
    ['30 December - 2 January 2021', 'ends_before_start', '2020-12-30', '2021-01-02'],
    ['Tunis (03-04 December 2019)', 'more_than_a_date', '2019-12-03', '2019-12-04'],
    ['23 September 2021 Strasbourg', 'more_than_a_date', '2021-09-23', '2021-09-23'],
    ['12-14 March 2020 (tbc)', 'more_than_a_date', '2020-03-12', '2020-03-14'],
    ['12 nov 20', 'unreadable', '2020-11-12', '2020-11-12'],
    ['mid-June 2020', 'part_of_month', '2020-06', '2020-06'],
    ['in the second half of June 2020', 'part_of_month', '2020-06', '2020-06'],
    ['fin mars - début avril 2020', 'part_of_month', '2020-03', '2020-04'],
    ['Q1 2020', 'part_of_month', '2020-01', '2020-03'],
    ['4e trimestre 2020', 'part_of_month', '2020-10', '2020-12'],
  ])('"%s" is refused (%s), and most likely means %s to %s', (printed, why, start, end) => {
    expect(readPrintedDate(printed)).toEqual({ kind: 'refused', why, instead: { start, end } });
  });

  it('has the same meaning with the mark of a footnote', () => {
    for (const mark of ['*', '¹', '²³', ' [3]', '†', '<sup>4</sup>'])
      expect(readPrintedDate(`1${mark} March 2020${mark}`)).toEqual(one('2020-03-01', '2020-03-01'));
  });

  it('is read or refused whatever it is, and what is read exists', () => {
    const piece = fc.constantFrom(
      ...'1 2 31 30 02 2020 20 / - – , . and et to au from du between may février Monday online 09:00 ( ) started days'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), fc.constantFrom('', ' '), (pieces, glue) => {
        const read = readPrintedDate(pieces.join(glue));
        const spans = read.kind === 'one' ? [read] : read.kind === 'several' ? read.spans : [];
        for (const { start, end } of spans) {
          expect(start <= end).toBe(true);
          for (const date of [start, end]) expect(date <= lastDay(monthOf(date))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const two = (number: number) => String(number).padStart(2, '0');
const names = {
  en: 'January February March April May June July August September October November December'.split(' '),
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
};

/** A day as its parts, its month named in a language. */
const partsOf = (date: string, language: 'en' | 'fr') => {
  const [year = '', month = '', day = ''] = date.split('-');
  return { year, month, day: String(Number(day)), name: names[language][Number(month) - 1] ?? '' };
};

const days = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));

/** Every way to print one day that is known. */
const printedDay: ((date: string, language: 'en' | 'fr') => string)[] = [
  (date) => date,
  (date) => date.split('-').reverse().join('/'),
  (date) => date.split('-').reverse().join('.'),
  (date) => {
    const { year, month, day } = partsOf(date, 'en');
    return `${two(Number(day))}/${month}/${year.slice(2)}`;
  },
  (date, language) => {
    const { year, day, name } = partsOf(date, language);
    return `${day} ${name} ${year}`;
  },
  (date, language) => {
    const { year, day, name } = partsOf(date, language);
    return `${two(Number(day))} ${name.toUpperCase()} ${year}`;
  },
  (date) => {
    const { year, day, name } = partsOf(date, 'en');
    return `${name} ${day}, ${year}`;
  },
  (date) => {
    const { year, day, name } = partsOf(date, 'en');
    const weekday = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')[
      new Date(date).getUTCDay()
    ];
    return `${weekday}, ${day} ${name} ${year} | 10:30 GMT`;
  },
];

describe('a date that is printed', () => {
  const languages = fc.constantFrom('en' as const, 'fr' as const);

  it('as one day in any known form is read as that day', () => {
    fc.assert(
      fc.property(days, languages, fc.constantFrom(...printedDay), (date, language, print) => {
        expect(readPrintedDate(print(date, language))).toEqual(one(date, date));
      }),
      { numRuns: 1000 },
    );
  });

  it('as two days in any known form, or with what they share left out, is read as the days between', () => {
    const dash = fc.constantFrom(' - ', ' – ', '–', ' to ', ' au ', '-');
    fc.assert(
      fc.property(
        days,
        days,
        languages,
        dash,
        fc.nat(printedDay.length - 1),
        (first, second, language, to, form) => {
          const [start = '', end = ''] = [first, second].sort();
          const whole = [start, end].map((date) => printedDay[form]?.(date, language) ?? '');
          expect(readPrintedDate(whole.join(to))).toEqual(one(start, end));
          const [from, until] = [partsOf(start, language), partsOf(end, language)];
          const tail = `${until.day} ${until.name} ${until.year}`;
          const sameYear = from.year === until.year;
          const head = !sameYear
            ? `${from.day} ${from.name} ${from.year}`
            : from.month === until.month
              ? from.day
              : `${from.day} ${from.name}`;
          expect(readPrintedDate(`${head}${to}${tail}`)).toEqual(one(start, end));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('as two months is read as the months between', () => {
    fc.assert(
      fc.property(
        days,
        days,
        languages,
        fc.constantFrom(' - ', ' to ', ' à '),
        (first, second, language, to) => {
          const [start = '', end = ''] = [first, second].map(monthOf).sort();
          const [from, until] = [partsOf(start, language), partsOf(end, language)];
          const head = from.year === until.year ? from.name : `${from.name} ${from.year}`;
          expect(readPrintedDate(`${head}${to}${until.name} ${until.year}`)).toEqual(one(start, end));
        },
      ),
      { numRuns: 500 },
    );
  });
});
