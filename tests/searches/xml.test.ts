import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { element, xmlDocument } from '../../shared/exports/xml.ts';
import { hostileParagraphs } from '../unit/hostile-records.ts';

/** The document as a canonical one (C14N), which only a parser that has understood it can give. */
async function canonical(xml: string): Promise<string> {
  const { valid, normalized, errors } = await validateXML({ xml, normalization: 'c14n' });
  if (!valid) throw new Error(errors.map(({ message }) => message).join());
  return normalized;
}
const canonicalText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');

describe('XML', () => {
  it('leaves out what is undefined and closes what is empty', () => {
    expect(xmlDocument(element('a', { b: undefined, c: '1' }))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a c="1"/>\n',
    );
  });

  it('is read back with every text it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(hostileParagraphs, hostileParagraphs, async (text, attribute) => {
        const read = await canonical(xmlDocument(element('a', { b: attribute }, element('c', {}, text))));
        expect(read).toContain(`<c>${canonicalText(text)}</c>`);
        const value = attribute.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
        expect(read).toContain(`b="${value.replaceAll('\n', '&#xA;')}"`);
      }),
      { numRuns: 25 },
    );
  });

  it('puts a replacement character for one that it cannot hold', async () => {
    const read = await canonical(xmlDocument(element('a', {}, 'x\u0000\uFFFE\uD800\u000By\tz\r\n😀')));
    expect(read).toContain('<a>x\uFFFD\uFFFD\uFFFD\uFFFDy\tz&#xD;\n😀</a>');
  });
});
