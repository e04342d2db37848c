/* Reads a WooCommerce shop's orders from the tables that it uses since 8.2 (HPOS): one row an item. wp_ is the shop's prefix. */
SELECT o.id AS order_id, o.date_created_gmt AS ordered_at, o.customer_id, o.status,
  COALESCE(NULLIF(own.sku, ''), NULLIF(parent.sku, ''), NULLIF(v.meta_value, '0'), p.meta_value) AS sku,
  q.meta_value AS quantity
FROM wp_wc_orders o
JOIN wp_woocommerce_order_items i ON i.order_id = o.id AND i.order_item_type = 'line_item'
JOIN wp_woocommerce_order_itemmeta p ON p.order_item_id = i.order_item_id AND p.meta_key = '_product_id'
JOIN wp_woocommerce_order_itemmeta q ON q.order_item_id = i.order_item_id AND q.meta_key = '_qty'
LEFT JOIN wp_woocommerce_order_itemmeta v ON v.order_item_id = i.order_item_id AND v.meta_key = '_variation_id'
LEFT JOIN wp_wc_product_meta_lookup own ON own.product_id = COALESCE(NULLIF(v.meta_value, '0'), p.meta_value)
LEFT JOIN wp_wc_product_meta_lookup parent ON parent.product_id = p.meta_value
WHERE o.type = 'shop_order' AND p.meta_value <> '0'
ORDER BY o.date_created_gmt, o.id
