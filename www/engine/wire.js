/** Names the numbers that cross between the page and the engine; written by `cargo xtask wire` from src/rules/, never edited. */

/** Where a pick comes from, by number. */
export const SOURCES = ['pinned', 'learned', 'complement', 'popular', 'upgrade'];

/** How often items are bought together, by number. */
export const EVIDENCE = ['', 'sometimes', 'often', 'very-often'];

/** Why an item is not shown, by number. */
export const DROPPED = [
  'shown',
  'in-cart',
  'excluded',
  'hidden',
  'sold-out',
  'variant',
  'substitute',
  'rests',
  'rule',
  'not-required',
  'silent',
  'owned',
  'min-score',
  'fill',
  'cap-category',
  'cap-brand',
  'cap',
  'one-variant',
  'other-category',
  'not-dearer',
  'beyond-step',
  'silent',
  'silent',
];

/** Where a pick's numbers stand in its record. */
export const PICK_ITEM = 0;
export const PICK_SCORE = 1;
export const PICK_SOURCE = 2;
export const PICK_RULE = 3;
export const PICK_EVIDENCE = 4;
export const PICK_BENEFIT = 5;
export const PICK_PARTNER = 6;
export const PICK_BUNDLE = 7;
export const PICK_HISTORY = 8;
export const PICK_REASONS = 9;
export const PICK_WIDTH = 10;

/** Where an explanation's numbers stand in its record. */
export const EXPLANATION_PRIOR = 0;
export const EXPLANATION_CLASS_FACTOR = 1;
export const EXPLANATION_LIKENESS = 2;
export const EXPLANATION_WORTH = 3;
export const EXPLANATION_DROPPED = 4;
export const EXPLANATION_RULE = 5;
export const EXPLANATION_ABOUT = 6;
export const EXPLANATION_POSITION = 7;
export const EXPLANATION_HISTORY = 8;
export const EXPLANATION_SOURCE = 9;
export const EXPLANATION_DIVERSITY = 10;
export const EXPLANATION_IS_PINNED = 11;
export const EXPLANATION_PINNED_BY = 12;
export const EXPLANATION_PINNED_AT = 13;
export const EXPLANATION_BENEFIT = 14;
export const EXPLANATION_PARTNER = 15;
export const EXPLANATION_STANDS_FOR = 16;
export const EXPLANATION_WIDTH = 17;

/** Score units of a probability of 1. */
export const UNIT = 16777216;

/** What a multiplier of 1 is. */
export const UNITY = 256;

/** The item number of a line that the model does not know. */
export const UNKNOWN_ITEM = 4294967295;

/** The measure that is the shopper's clock. */
export const NOW = 2;

/** What a share of 1 is as a measure. */
export const WHOLE_SHARE = 1000;

/** Families of facts and measures, and words of plans. */
export const PLACEMENT = 'placement:';
export const SEGMENT = 'segment:';
export const ANSWER = 'answer:';
export const LOCALE = 'locale:';
export const REGION = 'region:';
export const PERMISSION = 'permission:';
export const SIGNAL = 'signal:';
export const PLAN = 'plan:';
export const ANY_PLAN = 'any';
export const ONLY_PLANS = 'only';
export const USAGE = 'usage:';
export const DRAW = 'draw';
