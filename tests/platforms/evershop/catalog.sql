/* Answers the catalog for `pairwell train --catalog`, from EverShop's tables: every variant is a product of its own. */
SELECT p.sku, d.name AS title, coalesce(u.request_path, '/product/' || p.uuid) AS url, i.origin_image AS image,
       round(p.price, 2) AS price, 'GBP' AS currency, c.name AS category,
       CASE WHEN p.status AND s.stock_availability AND (s.qty > 0 OR NOT s.manage_stock) THEN 'true' ELSE 'false' END AS available
FROM product p
JOIN product_description d ON d.product_description_product_id = p.product_id
JOIN product_inventory s ON s.product_inventory_product_id = p.product_id
LEFT JOIN product_image i ON i.product_image_product_id = p.product_id AND i.is_main
LEFT JOIN category_description c ON c.category_description_category_id = p.category_id
LEFT JOIN url_rewrite u ON u.entity_uuid = p.uuid AND u.entity_type = 'product'
ORDER BY p.product_id
