/**
 * Says what a shop platform offers to shelves: one adapter a platform, all of this shape; never talks to a shop itself.
 *
 * A platform is one file, `www/cart/NAME.js`, whose default export makes an adapter from the page's settings, one row in
 * `signs.js` (how a page of it is recognised) and one set of recorded answers in `tests/fixtures/carts/NAME.json`. Every
 * adapter passes the same suite, `tests/browser/adapters.test.mjs`. What an adapter may count on, and owes:
 *
 * - It is same-origin, so that the shop's session cookie, which scripts cannot see, is sent along.
 * - `read` answers what is in the cart now. Ids are opaque strings; amounts are integers in minor units.
 * - `watch` calls back when the cart may have changed, by whatever signal the platform has. Crying wolf is allowed: the
 *   cart is read again and shelves are told of real changes only. It answers a function that ends the watching.
 * - `add` goes through the shop's own route and rejects when the shop refuses. An item that has to be chosen first (size,
 *   colour) rejects with the code `needs-options`.
 * - `addAll`, where the platform has a route for it, adds one of each of several items: all of them, or none. Elsewhere they are
 *   added one after another, and `remove` takes out again what was added before the shop refused one. A platform without a
 *   sure way to do that has neither: the shopper is then told what is in the cart.
 * - `refresh` makes the shop's own cart (drawer, bubble, page) show what was added; `add` does not call it.
 * - `products`, where there is a route for it, says what is sold at what price now. What it leaves out is not judged. Prices are the
 *   shop's; of title, address, picture and stars the catalog's are shown, where it has them.
 * - `item` says which product the page is about, `consent` what the platform's own banner was told; both may be left out.
 *
 * Settings stand in the page as JSON, which no Content-Security-Policy minds:
 * `<script type="application/json" data-pairwell="store">{"store": "medusa", "publishableKey": "pk_…"}</script>`.
 */

/**
 * @typedef {'sku' | 'variant' | 'product' | 'id'} ItemKey which id of the shop the model's SKUs are; `id`: what the shop adds by
 * @typedef {{sku?: string, variant?: string, product?: string, id?: string}} Ids every id of an item that the platform tells
 * @typedef {{ids: Ids, quantity: number, price?: number, currency?: string, plan?: string}} Line price of one, in minor units;
 *   plan: what it is subscribed by
 * @typedef {{key: ItemKey, id: string, url?: string}} Item an item by one of its ids; url is its page's, where the catalog has it
 * @typedef {{available: boolean, price?: number, currency?: string, hasOptions?: boolean, title?: string, url?: string, image?: string,
 *   rating?: number}} Offer what the shop says of an item now; title, url, image and rating are for a model without a catalog
 * @typedef {{store?: string, root?: string, patience?: number} & Record<string, any>} Settings
 *   root: where the shop's routes begin; patience: how long its answers may take, in milliseconds
 */

/**
 * @typedef {object} Adapter
 * @property {string} name
 * @property {ItemKey} itemKey which id the platform's order export carries, so which the model has unless `item-key` says otherwise
 * @property {() => boolean} detect whether this page is of the platform
 * @property {() => Promise<Line[]>} read
 * @property {(changed: () => void) => () => void} watch
 * @property {(item: Item, quantity: number) => Promise<unknown>} add
 * @property {(items: Item[]) => Promise<unknown>} [addAll]
 * @property {(item: Item, quantity: number) => Promise<unknown>} [remove]
 * @property {() => unknown} refresh
 * @property {(items: Item[]) => Promise<Map<string, Offer>>} [products] by the items' `id`
 * @property {() => Ids | undefined} [item]
 * @property {() => boolean | undefined} [consent] to analytics; undefined where nobody was asked
 */

/** @typedef {(settings: Settings) => Adapter} Adapt the default export of an adapter's file */

export {};
