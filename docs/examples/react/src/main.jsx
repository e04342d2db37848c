/** Draws a cart and its suggestions with React. */
import { useCallback, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Suggestions } from './Suggestions.jsx';

function App() {
  const [cart, setCart] = useState([]);
  const add = useCallback(async (sku) => setCart((before) => [...before, sku]), []);
  return (
    <main>
      <h1>Your cart</h1>
      <ul id="cart">
        {cart.map((sku) => (
          <li key={sku}>{sku}</li>
        ))}
      </ul>
      <Suggestions cart={cart} onAdd={add} />
    </main>
  );
}

createRoot(document.getElementById('root')).render(<App />);
