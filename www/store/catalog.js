/** Reads the shop's products from catalog.json; shows the SKU where a field is missing. */

/**
 * @typedef {Record<string, string | undefined> & {sku: string}} Row a line of the shop's catalog.csv
 * @typedef {{sku: string, title: string, image?: string, price?: number, currency: string, category: string,
 *   brand: string, rating?: number, description: string, available: boolean}} Product price in major units
 */

/** @type {Promise<Map<string, Product>> | undefined} */
let catalog;

/** All products by SKU; empty for a shop without a catalog. */
export function products() {
  catalog ??= fetchProducts();
  return catalog;
}

/**
 * A product, whether or not the catalog has it.
 * @param {string} sku
 * @returns {Promise<Product>}
 */
export async function product(sku) {
  return (await products()).get(sku) ?? fromRow({ sku });
}

/**
 * @param {number | undefined} amount in major units
 * @param {string} currency
 */
export function money(amount, currency) {
  if (amount === undefined) return '';
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);
  } catch {
    return amount.toFixed(2);
  }
}

/** The URL of a product's page. @param {string} sku */
export function pageOf(sku) {
  return `./product.html?sku=${encodeURIComponent(sku)}`;
}

/** @returns {Promise<Map<string, Product>>} */
async function fetchProducts() {
  try {
    const response = await fetch(new URL('./catalog.json', import.meta.url));
    const rows = /** @type {Row[]} */ (await response.json());
    return new Map(rows.filter((row) => row.sku).map((row) => [row.sku, fromRow(row)]));
  } catch {
    return new Map();
  }
}

/**
 * @param {Row} row
 * @returns {Product}
 */
function fromRow(row) {
  return {
    sku: row.sku,
    title: row.title || row.sku,
    image: row.image || undefined,
    price: number(row.price),
    currency: row.currency || 'EUR',
    category: row.category || '',
    brand: row.brand || '',
    rating: number(row.rating),
    description: row.description || '',
    available: !/^(false|0|no|out)/i.test(row.available ?? ''),
  };
}

/** @param {string | undefined} text */
function number(text) {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : undefined;
}
