/* Reads a WooCommerce shop's orders where they are posts, as in older shops: one row an item. wp_ is the shop's prefix. */
SELECT o.ID AS order_id, o.post_date_gmt AS ordered_at, c.meta_value AS customer_id, o.post_status AS status,
  COALESCE(NULLIF(own.sku, ''), NULLIF(parent.sku, ''), NULLIF(v.meta_value, '0'), p.meta_value) AS sku,
  q.meta_value AS quantity
FROM wp_posts o
JOIN wp_woocommerce_order_items i ON i.order_id = o.ID AND i.order_item_type = 'line_item'
JOIN wp_woocommerce_order_itemmeta p ON p.order_item_id = i.order_item_id AND p.meta_key = '_product_id'
JOIN wp_woocommerce_order_itemmeta q ON q.order_item_id = i.order_item_id AND q.meta_key = '_qty'
LEFT JOIN wp_postmeta c ON c.post_id = o.ID AND c.meta_key = '_customer_user'
LEFT JOIN wp_woocommerce_order_itemmeta v ON v.order_item_id = i.order_item_id AND v.meta_key = '_variation_id'
LEFT JOIN wp_wc_product_meta_lookup own ON own.product_id = COALESCE(NULLIF(v.meta_value, '0'), p.meta_value)
LEFT JOIN wp_wc_product_meta_lookup parent ON parent.product_id = p.meta_value
WHERE o.post_type = 'shop_order' AND p.meta_value <> '0'
ORDER BY o.post_date_gmt, o.ID
