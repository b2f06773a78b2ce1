/** What is made when it is first asked for, and kept: a table that most starts of a function never look into. */
export function whenNeeded<Thing extends object>(make: () => Thing): () => Thing {
  let made: Thing | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
