import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSeparated } from '../../cli/inventory/files.ts';
import { rowFrom } from './inventory-rows.ts';

const file = new URL('../../cli/sample/printed-oddities.tsv', import.meta.url);
const oddities = readSeparated(readFileSync(file, 'utf8'))
  .slice(1)
  .map(({ cells }) => cells.map(String) as [string, string, string, string]);

const headings: Record<string, string> = {
  date: 'Date',
  country: 'Countries',
  place: 'Place',
  project: 'Project',
  title: 'Title',
};

/** What the importer makes of one printed cell in an otherwise sound row, in the words of the file. */
function reading(kind: string, printed: string): string {
  const heading = headings[kind] ?? expect.fail(`no column is known for ${kind}`);
  const { activity, remarks } = rowFrom({ [heading]: printed });
  const [error] = remarks.filter(({ severity }) => severity === 'error');
  if (error !== undefined) {
    expect(error.where).toContain(heading);
    return `refused: ${error.instead ?? error.says}`;
  }
  const { start, end, mode, countries = [], venue, projects, title } = activity;
  const codes = countries.map(({ code }) => code).join(' ');
  const online = mode === 'online' ? 'online' : '';
  const shown: Record<string, string> = {
    date: [end === undefined ? start : `${start}/${end}`, online].join(' ').trim(),
    country: codes,
    place: venue === undefined ? `${online} ${codes}`.trim() : `${venue.city}, ${venue.country}`,
    project: projects?.join('; ') ?? '',
    title: title?.en ?? '',
  };
  return shown[kind] ?? '';
}

describe('the sample of printed oddities', () => {
  it('has every kind', () => {
    expect(new Set(oddities.map(([kind]) => kind))).toEqual(new Set(Object.keys(headings)));
  });

  it.each(oddities)('%s %s is read as %s: %s', (kind, printed, expected) => {
    const read = reading(kind, printed);
    if (expected.startsWith('refused: ')) expect(read).toContain(expected);
    else expect(read).toBe(expected);
  });
});
