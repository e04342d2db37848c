/** Has EverShop's cart read again whenever a shelf has added to it; never adds itself. */
import { useCartDispatch } from '@components/frontStore/cart/CartContext.js';
import { useEffect } from 'react';

export default function PairwellBridge() {
  const { syncCartWithServer } = useCartDispatch();
  useEffect(() => {
    // The word 'addItem', which EverShop's own button says, would open the mini cart too.
    const sync = () => syncCartWithServer('pairwell');
    document.addEventListener('pairwell:refresh', sync);
    return () => document.removeEventListener('pairwell:refresh', sync);
  }, [syncCartWithServer]);
  return null;
}

// Within the provider of the cart, on every page.
export const layout = { areaId: 'content', sortOrder: 1 };
