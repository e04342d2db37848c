/** The texts of a shelf in French. */

/** @type {import('../texts.js').Texts} */
export default {
  headings: {
    product: 'Va bien avec cet article',
    cart: 'Va bien avec votre panier',
    checkout: 'Un dernier article ?',
    'post-purchase': 'Va bien avec votre commande',
    upgrade: 'Envie de mieux ?',
    taste: 'Pour vous',
  },
  popular: 'Populaire en ce moment',
  chosen: 'Choisi par la boutique',
  because: (title) => `Va bien avec ${title}`,
  evidence: {
    often: (title) => `Souvent acheté avec ${title}`,
    'very-often': (title) => `Très souvent acheté avec ${title}`,
  },
  taste: {
    again: 'Vous l’avez déjà acheté',
    bought: 'Va bien avec vos achats',
    seen: 'Va bien avec ce que vous avez regardé',
  },
  upgrade: (title) => `À la place de ${title}`,
  bundle: (label, percent) => `Encore un pour le prix du lot : ${label}, −${percent}`,
  partner: (name) => `De ${name}`,
  rating: (stars) => `${stars} étoiles sur 5`,
  add: {
    idle: { label: 'Ajouter', name: (title) => `Ajouter ${title} au panier` },
    pending: { label: '…', name: (title) => `Ajout de ${title} au panier en cours` },
    done: { label: 'Ajouté', name: (title) => `${title} a été ajouté au panier` },
    failed: { label: 'Réessayer', name: (title) => `Réessayer : ${title} n’a pas pu être ajouté au panier` },
    refused: { label: 'Indisponible', name: (title) => `${title} n’est pas disponible` },
    options: { label: 'Choisir', name: (title) => `Choisir les options de ${title}` },
  },
};
