import type { Field } from './field.ts';

/** A language in which the importer speaks. */
export type Language = 'en' | 'fr';

/** A sentence in both languages of the office, which follows what is written: "names no country". */
export type Sentence = { en: string; fr: string };

/** One remark on a cell of a row. An error keeps the row from being sent. `instead` is what to write there, in each language where it has words. */
export type Remark = {
  severity: 'error' | 'warning';
  field: Field;
  written: string;
  says: Sentence;
  instead?: string | Sentence;
};

/** Where the readers of cells leave their remarks. */
export type Notes = {
  list: readonly Remark[];
  error: (field: Field, written: string, says: Sentence, instead?: string | Sentence) => undefined;
  warning: (field: Field, written: string, says: Sentence, instead?: string | Sentence) => undefined;
};

/** An empty list of remarks; the same remark is kept once. */
export function newNotes(): Notes {
  const list: Remark[] = [];
  const note =
    (severity: Remark['severity']) =>
    (field: Field, written: string, says: Sentence, instead?: string | Sentence): undefined => {
      const isNoted = list.some(
        (other) => other.field === field && other.says.en === says.en && other.written === written,
      );
      if (!isNoted)
        list.push({ severity, field, written, says, ...(instead === undefined ? {} : { instead }) });
    };
  return { list, error: note('error'), warning: note('warning') };
}
