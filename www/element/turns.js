/** Gives each element of a page a separate task for its first list: all of them get their model at the same time. */

/** Resolves when the next element may draw. */
let turns = Promise.resolve();

/** Resolves when the caller may draw. */
export function nextTurn() {
  const mine = turns;
  turns = mine.then(() => new Promise((done) => setTimeout(done)));
  return mine;
}
