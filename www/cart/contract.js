/**
 * The contract of a shop platform's adapter: one adapter per platform, all with this interface.
 *
 * A platform is one file, `www/cart/NAME.js`, whose default export makes an adapter from the page's settings; one row in `signs.js`, which
 * recognizes its pages; and one set of recorded answers in `tests/fixtures/carts/NAME.json`. Every adapter passes the same suite,
 * `tests/browser/adapters.test.mjs`. The contract:
 *
 * - Requests are same-origin, so that the shop's session cookie, which scripts cannot see, is sent.
 * - `read` returns the current cart. Ids are opaque strings; amounts are integers in the currency's minor units, whatever unit the shop
 *   counts in. It receives the kinds of ids that shelves have asked for, because some cost a request of their own.
 * - `watch` calls back when the cart may have changed. False alarms are allowed: the cart is read again, and shelves get real changes only.
 *   Its second function is for a page whose product has changed, because the shopper has chosen a variant. It returns a function that
 *   stops watching.
 * - `add` uses the shop's own route and rejects when the shop refuses (`refuse` in `shop.js`, with the shop's own words). An item with
 *   options to choose (size, colour) rejects with the code `needs-options`. An answer that is no answer of the platform is no success.
 * - `addAll` adds one of each of several items, all or none, if the platform has a route for it. Otherwise items are added one after another,
 *   and `remove` removes the earlier ones when the shop refuses one. A platform with no reliable way to do that has neither method: then
 *   the shopper sees which items are in the cart.
 * - `refresh` updates the shop's own cart (drawer, bubble, page) after an addition; `add` does not call it.
 * - `products` returns the current availability and price, if there is a route for it. What the shop hides is unavailable, if its answer is
 *   good; items that were not asked for stay as they are, and so they do when it rejects. The shop's price is shown; title, URL, picture
 *   and stars come from the catalog where it has them.
 * - `item` returns the page's product, with its variants where it has some: without one of them chosen, `id` is that of none of them.
 *   `consent` returns the answer to the platform's own banner. Both are optional.
 *
 * Settings are JSON in the page, which every Content-Security-Policy allows:
 * `<script type="application/json" data-pairwell="store">{"store": "medusa", "publishableKey": "pk_…"}</script>`.
 */

/**
 * @typedef {'sku' | 'variant' | 'product' | 'id'} ItemKey the kind of the shop's id that the model's SKUs are; `id`: the one that the shop adds by
 * @typedef {{sku?: string, variant?: string, product?: string, id?: string}} Ids the ids of an item that the platform has
 * @typedef {Ids & {variants?: Ids[]}} PageItem
 * @typedef {{ids: Ids, quantity: number, price?: number, currency?: string, plan?: string}} Line price of one, in minor units;
 *   plan: the subscription plan
 * @typedef {{key: ItemKey, id: string, url?: string, currency?: string}} Item an item by one of its ids; its page and its currency, if the
 *   catalog has them
 * @typedef {{available: boolean, price?: number, currency?: string, hasOptions?: boolean, title?: string, url?: string, image?: string,
 *   rating?: number}} Offer the current state in the shop; title, url, image and rating are for a model without a catalog
 * @typedef {{store?: string, root?: string, patience?: number} & Record<string, any>} Settings
 *   root: the prefix of the shop's routes; patience: the timeout of its answers, in milliseconds
 */

/**
 * @typedef {object} Adapter
 * @property {string} name
 * @property {ItemKey} itemKey the kind of id in the platform's order export, so in the model, unless `item-key` is set
 * @property {() => boolean} detect whether this page belongs to the platform
 * @property {(keys: ReadonlySet<ItemKey>) => Promise<Line[]>} read
 * @property {(changed: () => void, turned: () => void) => () => void} watch
 * @property {(item: Item, quantity: number) => Promise<unknown>} add
 * @property {(items: Item[]) => Promise<unknown>} [addAll]
 * @property {(item: Item, quantity: number) => Promise<unknown>} [remove]
 * @property {() => unknown} refresh
 * @property {(items: Item[]) => Promise<Map<string, Offer>>} [products] by the items' `id`
 * @property {() => PageItem | undefined} [item]
 * @property {() => boolean | undefined} [consent] to analytics; undefined without an answer
 */

/** @typedef {(settings: Settings) => Adapter} Adapt the default export of an adapter's file */

export {};
