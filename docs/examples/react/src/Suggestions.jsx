/** Wraps <pairwell-shelf> for React 19: passes the cart as a property and additions to a callback. */
import { useEffect, useRef } from 'react';
import 'pairwell/define.js';

/** `onAdd(sku)` returns a promise: the button shows it pending, done or failed. */
export function Suggestions({ cart, onAdd, model = './model/', placement = 'cart' }) {
  const shelf = useRef(null);
  useEffect(() => {
    const element = shelf.current;
    const add = (event) => event.detail.respondWith(onAdd(event.detail.sku));
    element.addEventListener('pairwell:add', add);
    return () => element.removeEventListener('pairwell:add', add);
  }, [onAdd]);
  return <pairwell-shelf ref={shelf} model={model} placement={placement} cart={cart}></pairwell-shelf>;
}
