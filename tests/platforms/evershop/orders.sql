/* Answers the orders for `pairwell train --orders postgres://… --query`, one row a line. */
SELECT o.order_number AS order_id, o.created_at AS ordered_at, i.product_sku AS sku, i.qty AS quantity, o.status
FROM order_item i
JOIN "order" o ON o.order_id = i.order_item_order_id
ORDER BY o.created_at
