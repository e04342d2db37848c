/** Declares the types that the package's modules share and that applications may name; holds no code. */

/**
 * A line of a cart, or just its SKU.
 * @typedef {string | CartLine} CartEntry
 *
 * @typedef {object} CartLine
 * @property {string} sku
 * @property {number} [quantity]
 * @property {number} [price] of one piece, in minor units
 * @property {string} [plan] the subscription plan, if the line is a subscription
 *
 * @typedef {object} Product
 * @property {string} sku
 * @property {string} title
 * @property {string} [url]
 * @property {string} [image]
 * @property {number} [price] in minor units
 * @property {string} [currency] ISO 4217
 * @property {number} [rating] in hundredths of a star
 * @property {string} [category]
 * @property {string} [brand]
 * @property {boolean} available
 * @property {boolean} [hasOptions] set by a live shop: the shopper must choose a variant
 */

/**
 * What a page asks. From `segment` on, the keys are for the merchant's rules, except `history` and `seen`.
 * @typedef {object} Query
 * @property {readonly CartEntry[]} [cart]
 * @property {string} [placement]
 * @property {number} [limit]
 * @property {number} [min] fewer picks than this are none
 * @property {readonly string[]} [exclude]
 * @property {'upsell' | 'upgrade'} [kind] asks for better versions of the cart's first item; `upgrade` is the old name
 * @property {string | readonly string[]} [segment]
 * @property {Record<string, string | readonly string[]>} [answers]
 * @property {string} [locale]
 * @property {string} [region]
 * @property {readonly string[]} [permissions]
 * @property {readonly string[]} [signals]
 * @property {Record<string, number>} [usage] as a share: 0.9 is nine tenths
 * @property {number} [draw] from 0 to below 1, drawn at random for a page view: below the shop's `explore`, a new item has the last place
 * @property {Record<string, number | boolean>} [stock]
 * @property {Record<string, number>} [shown] how often each item was shown without a click
 * @property {string | Date} [now]
 * @property {readonly (readonly string[])[]} [history] the shopper's past orders, the latest last
 * @property {readonly string[]} [seen] items that the shopper looked at, the latest last
 *
 * @typedef {Query} Question the old name of Query
 * @typedef {Query & {limit: number}} LimitedQuery
 *
 * @typedef {'segment' | 'answers' | 'locale' | 'region' | 'permissions' | 'signals'} ContextFact
 * @typedef {'usage' | 'draw' | 'stock' | 'now' | 'history' | 'seen'} ContextMeasure
 *
 * What a page says about the visit.
 * @typedef {{[Key in ContextFact | ContextMeasure]?: Query[Key]}} Context
 */

/**
 * @typedef {object} Reason
 * @property {string} sku of a cart item
 * @property {number} share its part of the score, 0 to 1
 *
 * From `rule` on, the keys are there only under the merchant's rules.
 * @typedef {object} Pick
 * @property {string} sku
 * @property {number} score
 * @property {Reason[]} because
 * @property {number} [taste] the part of the score that comes from the shopper's history, 0 to 1
 * @property {Product} [product]
 * @property {string} [rule] the rule that moved it
 * @property {'pinned' | 'learned' | 'complement' | 'popular' | 'upgrade'} [source] where it comes from
 * @property {'very-often' | 'often' | 'sometimes'} [evidence] how sure "bought together" is
 * @property {string} [benefit] the merchant's reason
 * @property {string} [partner] who sells it, if not the shop
 * @property {Offer} [bundle] the bundle that it completes
 *
 * Best first; `unknown` holds the cart's SKUs that the model does not know.
 * @typedef {Pick[] & {unknown: string[]}} Picks
 *
 * @typedef {object} Offer
 * @property {string} name
 * @property {string} label
 * @property {number} discount in percent
 * @property {string[]} items
 *
 * @typedef {Offer & {missing: string[]}} Bundle
 */

/**
 * @typedef {'unknown' | 'in-cart' | 'excluded' | 'hidden' | 'sold-out' | 'variant' | 'substitute' | 'owned'} DroppedByItem
 * @typedef {'rests' | 'rule' | 'not-required' | 'silent' | 'min-score' | 'fill'} DroppedByRule
 * @typedef {'cap-category' | 'cap-brand' | 'cap' | 'one-variant' | 'other-category' | 'not-dearer' | 'beyond-step'} DroppedBesideOthers
 *
 * Why an item is not shown.
 * @typedef {DroppedByItem | DroppedByRule | DroppedBesideOthers} Dropped
 *
 * How an item came to its place, or to none. The parts of the score are added: `prior`, `parts`, `taste` and `added`. A score above 0 is
 * multiplied by `value`, `factors`, `likeness` and `diversity`. `worth` is what the item is ranked by.
 * @typedef {object} Explanation
 * @property {string} sku
 * @property {number} prior
 * @property {{sku: string, score: number}[]} parts from items in the cart
 * @property {number} taste from the shopper's history
 * @property {{rule: string, score: number}[]} added by rules
 * @property {number} value the value class
 * @property {{rule: string, by: number}[]} factors of rules
 * @property {number} likeness of an upsell: higher if it is bought instead, or if the shop names it
 * @property {number} diversity below 1 after other items of its category
 * @property {number} worth
 * @property {Pick['source']} [source]
 * @property {string} [standsFor] the variant of the same product in whose place it is shown, because it fits better: the numbers are that one's
 * @property {{rule?: string, position?: number}} [pin] without a rule: by the shop's own curation
 * @property {number} [position] from 0
 * @property {Dropped} [dropped] why it has no position
 * @property {string} [rule] the rule behind `dropped`, or the one that moved it
 * @property {string} [signal] the signal behind `dropped`
 * @property {string} [beside] the variant that is shown in its place
 * @property {string} [benefit]
 * @property {string} [partner]
 */

/**
 * @typedef {object} FileEntry
 * @property {string} file
 * @property {number} bytes
 * @property {string} digest
 *
 * The content of pairwell.json.
 * @typedef {object} Manifest
 * @property {number} format
 * @property {FileEntry} model
 * @property {FileEntry} [catalog]
 * @property {FileEntry} [rules]
 * @property {ShardEntries} [shards] the same model in shards
 * @property {{limit?: number, min?: number}} [defaults]
 *
 * A model in shards: eight characters for each group of files are their address.
 * @typedef {object} ShardEntries
 * @property {FileEntry} root
 * @property {number} count of shards, beside the root
 * @property {string} rows addresses
 * @property {string} [cards] addresses
 *
 * @typedef {object} LoadOptions
 * @property {string | URL | WebAssembly.Module | BufferSource} [wasm] where the engine is, if not beside this script, or the engine itself
 * @property {boolean} [products] fetch the catalog along with the model, for a caller of products()
 */

/**
 * The part of the glue's Engine that ranks.
 * @typedef {object} Ranker
 * @property {number} items
 * @property {string} digest
 * @property {(sku: string) => number | undefined} item
 * @property {(item: number) => string} sku
 * @property {(work: number) => boolean} step decodes more of the file that was given; false when it is whole
 * @property {(cart: Uint32Array, exclude: Uint32Array, limit: number, past: Uint32Array) => Float64Array} rank
 *
 * The part of the glue's Engine that applies rules.
 * @typedef {object} Ruled
 * @property {(bytes: Uint8Array) => void} rules begins with a rules file
 * @property {(work: number) => boolean} step
 * @property {(name: string) => number | undefined} fact
 * @property {(name: string) => number | undefined} measure
 * @property {() => Iterable<number>} policy
 * @property {(query: Float64Array) => Float64Array} advise
 * @property {(query: Float64Array, item: number) => Float64Array} explain
 * @property {(query: Float64Array) => Float64Array} offers
 * @property {(n: number) => string} rule
 * @property {(n: number) => string} partner
 * @property {(n: number, language: string) => string | undefined} benefit
 * @property {(n: number, language: string) => {name: string, label: string, discount: number, items: number[]} | undefined} bundle
 *
 * The part of the glue's Catalog that is used.
 * @typedef {object} Cards
 * @property {number} items
 * @property {(sku: string) => Product | undefined} card
 * @property {(work: number) => boolean} step
 *
 * Decodes and ranks: the glue, or the JavaScript engine where there is no WebAssembly.
 * @typedef {object} Core
 * @property {new (bytes: Uint8Array) => Ranker} Engine
 * @property {new (bytes: Uint8Array) => Cards & {digest: string}} Catalog
 */

export {};
