/** Holds the words of a shelf in Spanish; never builds markup. */

/** @type {import('../texts.js').Texts} */
export default {
  headings: {
    product: 'Combina bien con esto',
    cart: 'Combina bien con tu carrito',
    checkout: '¿Algo más?',
    'post-purchase': 'Combina bien con tu pedido',
  },
  popular: 'Popular ahora',
  because: (title) => `Combina con ${title}`,
  rating: (stars) => `${stars} de 5 estrellas`,
  add: {
    idle: { label: 'Añadir', name: (title) => `Añadir ${title} al carrito` },
    pending: { label: '…', name: (title) => `Añadiendo ${title} al carrito` },
    done: { label: 'Añadido', name: (title) => `${title} se ha añadido al carrito` },
    failed: { label: 'Reintentar', name: (title) => `Reintentar: no se ha podido añadir ${title} al carrito` },
    options: { label: 'Elegir', name: (title) => `Elegir opciones de ${title}` },
  },
};
