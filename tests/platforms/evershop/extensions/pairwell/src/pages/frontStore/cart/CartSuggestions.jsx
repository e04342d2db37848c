/** Shows what goes with the cart, below it. */
import React from 'react';

export default function CartSuggestions() {
  return <pairwell-shelf model="/pairwell-model/" placement="cart" limit="4" className="mt-8" />;
}

export const layout = { areaId: 'content', sortOrder: 20 };
