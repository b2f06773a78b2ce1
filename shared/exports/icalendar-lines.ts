const utf8 = new TextEncoder();

/** A text as the value of a property of iCalendar (RFC 5545, 3.3.11): line feeds and separators are escaped. */
export const escapedText = (text: string): string =>
  text
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll(/\r\n|\n|\r/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');

/**
 * Content lines as they are sent (RFC 5545, 3.1): CRLF at the end of each, none longer than 75 octets of UTF-8,
 * folded between characters.
 */
export const contentLines = (lines: readonly string[]): string =>
  lines.map((line) => `${folded(line)}\r\n`).join('');

function folded(line: string): string {
  if (utf8.encode(line).length <= 75) return line;
  let [text, octets] = ['', 0];
  for (const character of line) {
    const size = utf8.encode(character).length;
    if (octets + size > 75) [text, octets] = [`${text}\r\n `, 1];
    text += character;
    octets += size;
  }
  return text;
}
