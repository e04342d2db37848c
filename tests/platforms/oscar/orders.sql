/* Answers the orders for `pairwell train --orders sqlite://… --query` (or mysql://…, postgres://…), one row a line. */
SELECT o.number AS order_id, o.date_placed AS ordered_at, l.product_id AS sku, l.quantity, o.status
FROM order_line l
JOIN order_order o ON o.id = l.order_id
ORDER BY o.date_placed
