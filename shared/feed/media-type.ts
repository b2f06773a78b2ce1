const endings: readonly (readonly [RegExp, string])[] = [
  [/^(?:fr\/)?feed(?:\/[^/]+)?\.json$/, 'application/feed+json'],
  [/^schemas\/.+\.json$/, 'application/schema+json'],
  [/\.csv$/, 'text/csv; charset=utf-8; header=present'],
  [/\.ics$/, 'text/calendar; charset=utf-8'],
  [/\.jsonld$/, 'application/ld+json'],
  [/\.xml$/, 'application/xml'],
];

/** The media type of a document of the feed, told by its path below the feed's address. */
export const mediaTypeOf = (path: string): string =>
  endings.find(([ending]) => ending.test(path))?.[1] ?? 'application/json';
