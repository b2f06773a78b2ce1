/** The numbers that a text states, in order, each written the same way whatever the language. */
export function numbersOf(language: 'en' | 'fr', text: string): string[] {
  const plain =
    language === 'en'
      ? text.replaceAll(/(?<=\d),(?=\d{3})/g, '')
      : text.replaceAll(/(?<=\d)\u202F(?=\d{3})/g, '').replaceAll(/(?<=\d),(?=\d)/g, '.');
  return plain.match(/\d+(?:\.\d+)?/g) ?? [];
}

/** What is set otherwise in a French text than French wants it: spaces, apostrophes and elisions. */
export function typography(text: string): string[] {
  const faults = [
    /(?<![\u00A0\u202F])[:;?!%»](?!\w)/g,
    /«(?!\u00A0)/g,
    /[ ]{2}/g,
    /'/g,
    /\b[dD]e (?=(?:avril|août|octobre)\b)/g,
    /\d[ ]\d{3}\b/g,
    /[ ](?:[,.]|$)/g,
  ];
  return faults.flatMap((fault) => text.match(fault) ?? []);
}
