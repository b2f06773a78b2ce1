import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';

const read = (name: string) => ({
  fileName: name,
  contents: readFileSync(new URL(`../support/iati/${name}`, import.meta.url), 'utf-8'),
});
const schema = read('activities-profile.xsd');
const preload = [read('xml-namespace.xsd')];

/** What is wrong with documents by the elements, the order and the code lists of IATI 2.03; nothing if they are right. */
export async function faultsOf(...documents: string[]): Promise<string[]> {
  const xml = documents.map((contents, at) => ({ fileName: `document-${at}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema, preload, maxMemoryPages: 4096 });
  return errors.map(({ message }) => message);
}

/** The activities of a document, each as its XML. */
export const activitiesIn = (xml: string): string[] =>
  [...xml.matchAll(/<iati-activity .*?<\/iati-activity>/gs)].map(([found]) => found);

/** The values of an attribute of an element, in their order. */
export const valuesOf = (xml: string, name: string, attribute: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)? ${attribute}="([^"]*)"`, 'g'))].map(
    ([, value = '']) => value,
  );
