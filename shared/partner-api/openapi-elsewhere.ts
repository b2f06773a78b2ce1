/** Answers that do not come from the register but from what AWS has in front of it, and so are no problem documents. */
const elsewhere: readonly [status: string, when: string][] = [
  ['400', 'What is no request of HTTP.'],
  ['403', 'TRACE, CONNECT and methods of other standards; anything over plain HTTP.'],
  ['413', 'A body of more than 10 MiB whose length is not told beforehand.'],
  ['414, 431, 494', 'An address or headers of more than 20 KiB in all.'],
  ['429', 'More than 1000 requests a second of all partners together: try again after a second.'],
  ['500, 502, 503, 504', 'The register, or the way to it, has failed, or took more than 29 seconds.'],
];

/** What may be met besides the problems of the register, as a table in Markdown. */
export const elsewhereTable = [
  '| status | when |',
  '|---|---|',
  ...elsewhere.map(([status, when]) => `| ${status} | ${when} |`),
].join('\n');
