/** Shows what is bought with the page's product, at the page's end. */
import React from 'react';

export default function ProductSuggestions({ product }) {
  return <pairwell-shelf model="/pairwell-model/" placement="product" items={product.sku} className="mb-8" />;
}

export const layout = { areaId: 'productPageBottom', sortOrder: 1 };

export const query = `
  query Query {
    product: currentProduct {
      sku
    }
  }
`;
