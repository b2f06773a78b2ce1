/** An element of XML: its name, its attributes (an undefined one is left out), and what it holds. */
export type Element = {
  name: string;
  attributes: Readonly<Record<string, string | undefined>>;
  content: readonly (Element | string)[];
};

/** An element. */
export const element = (
  name: string,
  attributes: Element['attributes'] = {},
  ...content: Element['content']
): Element => ({ name, attributes, content });

// XML 1.0, 2.2: every other character is illegal in a document, escaped or not.
const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A text as XML content: "<" and "&" are escaped, ">" because of "]]>"; a character that XML cannot hold becomes U+FFFD. */
const xmlText = (text: string): string =>
  text.replaceAll(illegal, '\uFFFD').replaceAll(/[&<>\r]/g, (character) => references[character] ?? '');

/** A text as the value of an attribute between double quotes; white space is kept from being normalized. */
const attributeValue = (text: string): string =>
  text.replaceAll(illegal, '\uFFFD').replaceAll(/[&<>"\t\n\r]/g, (character) => references[character] ?? '');

const written = ({ name, attributes, content }: Element): string => {
  const opening = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attributeValue(value)}"`]))
    .join('');
  const inner = content.map((part) => (typeof part === 'string' ? xmlText(part) : written(part))).join('');
  return inner === '' ? `<${name}${opening}/>` : `<${name}${opening}>${inner}</${name}>`;
};

/** A document in UTF-8 with this root. */
export const xmlDocument = (root: Element): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${written(root)}\n`;
