'use client';
/** Draws a cart and its suggestions; rendered on the server first, where the import must do nothing. */
import { useCallback, useState } from 'react';
import 'pairwell/define-bundle.js';
import { Suggestions } from './Suggestions.jsx';

export default function Page() {
  const [cart, setCart] = useState([]);
  const add = useCallback(async (sku) => setCart((before) => [...before, sku]), []);
  return (
    <main>
      <ul id="cart">
        {cart.map((sku) => (
          <li key={sku}>{sku}</li>
        ))}
      </ul>
      <Suggestions cart={cart} onAdd={add} />
      <pairwell-bundle model="./model/" item="KF-1001"></pairwell-bundle>
    </main>
  );
}
