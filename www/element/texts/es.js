/** The texts of a shelf in Spanish. */

/** @type {import('../texts.js').Texts} */
export default {
  headings: {
    product: 'Combina bien con esto',
    cart: 'Combina bien con tu carrito',
    checkout: '¿Algo más?',
    'post-purchase': 'Combina bien con tu pedido',
    upgrade: '¿Mejor este?',
    taste: 'Para ti',
  },
  popular: 'Popular ahora',
  chosen: 'Elegido por la tienda',
  because: (title) => `Combina con ${title}`,
  evidence: {
    often: (title) => `Se compra a menudo con ${title}`,
    'very-often': (title) => `Se compra muy a menudo con ${title}`,
  },
  taste: {
    again: 'Ya lo has comprado antes',
    bought: 'Combina con lo que compraste',
    seen: 'Combina con lo que has visto',
  },
  upgrade: (title) => `En lugar de ${title}`,
  bundle: (label, percent) => `Uno más por el precio del pack: ${label}, −${percent}`,
  partner: (name) => `De ${name}`,
  rating: (stars) => `${stars} de 5 estrellas`,
  add: {
    idle: { label: 'Añadir', name: (title) => `Añadir ${title} al carrito` },
    pending: { label: '…', name: (title) => `Añadiendo ${title} al carrito` },
    done: { label: 'Añadido', name: (title) => `${title} se ha añadido al carrito` },
    failed: { label: 'Reintentar', name: (title) => `Reintentar: no se ha podido añadir ${title} al carrito` },
    refused: { label: 'No disponible', name: (title) => `${title} no está disponible` },
    options: { label: 'Elegir', name: (title) => `Elegir opciones de ${title}` },
  },
};
