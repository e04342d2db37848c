/** Fills an empty EverShop with goods and past orders, by `node seed.mjs goods.json` in its project; never twice. */
import { readFile } from 'node:fs/promises';
import { createCategory, createProduct } from '@evershop/evershop/catalog/services';
import { pool } from '@evershop/evershop/lib/postgres';

/** What orders have of amounts that do not matter here. */
const NOTHING = 0;

const { products, orders } = JSON.parse(await readFile(process.argv[2], 'utf8'));
const categories = new Map();
const sold = new Map();
for (const product of products) sold.set(product.sku, { ...product, id: await sell(product) });
for (const [index, order] of orders.entries()) await place(100_001 + index, order);
await pool.end();

/** Words of an address. @param {string} text */
function key(text) {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Text as EverShop's editor keeps it. @param {string} text */
function paragraph(text) {
  const blocks = [{ id: 'text', type: 'paragraph', data: { text } }];
  return [{ id: 'row', size: 1, columns: [{ id: 'column', size: 1, data: { time: 0, blocks, version: '2.31.0' } }] }];
}

/** Puts a product up for sale; answers its id. */
async function sell({ sku, title, price, category, description, stock, picture }) {
  if (!categories.has(category)) {
    const made = await createCategory({ name: category, url_key: key(category), status: 1, include_in_nav: 1 }, {});
    categories.set(category, made.insertId);
  }
  const made = await createProduct(
    {
      name: title,
      url_key: key(title),
      sku,
      price: Number(price),
      status: '1',
      visibility: '1',
      group_id: 1,
      package_id: 1,
      weight: 1,
      category_id: categories.get(category),
      description: paragraph(description),
      images: [`/assets/catalog/${picture}`],
      qty: stock,
      manage_stock: true,
      stock_availability: true,
    },
    {},
  );
  return made.insertId;
}

/**
 * Writes a row by its columns; answers its id.
 * @param {string} table
 * @param {Record<string, unknown>} row
 * @param {string} id
 */
async function write(table, row, id) {
  const columns = Object.keys(row);
  const places = columns.map((_, at) => `$${at + 1}`);
  const sql = `INSERT INTO "${table}" (${columns}) VALUES (${places}) RETURNING ${id} AS id`;
  return (await pool.query(sql, Object.values(row))).rows[0].id;
}

/** Records an order as EverShop does; its own triggers take what was bought from the stock. */
async function place(number, { date, skus }) {
  const lines = skus.map((sku) => sold.get(sku));
  const total = lines.reduce((sum, { price }) => sum + Number(price), 0);
  const order = await write(
    'order',
    {
      order_number: number,
      status: 'completed',
      cart_id: number,
      currency: 'GBP',
      sub_total: total,
      sub_total_incl_tax: total,
      sub_total_with_discount: total,
      sub_total_with_discount_incl_tax: total,
      total_qty: lines.length,
      tax_amount: NOTHING,
      tax_amount_before_discount: NOTHING,
      shipping_tax_amount: NOTHING,
      grand_total: total,
      created_at: date,
    },
    'order_id',
  );
  for (const line of lines) await write('order_item', item(order, line), 'order_item_id');
}

/** @param {number} order @param {{id: number, sku: string, title: string, price: string}} line */
function item(order, { id, sku, title, price }) {
  const same = Object.fromEntries(
    'product_price product_price_incl_tax final_price final_price_incl_tax line_total line_total_with_discount'
      .concat(' line_total_incl_tax line_total_with_discount_incl_tax')
      .split(' ')
      .map((name) => [name, price]),
  );
  const none = Object.fromEntries(
    ['tax_percent', 'tax_amount', 'tax_amount_before_discount', 'discount_amount'].map((name) => [name, NOTHING]),
  );
  const what = { product_id: id, product_sku: sku, product_name: title, qty: 1 };
  return { order_item_order_id: order, ...what, ...same, ...none };
}
