/** The texts of a shelf in German. */

/** @type {import('../texts.js').Texts} */
export default {
  headings: {
    product: 'Passt gut dazu',
    cart: 'Passt gut zu Ihrem Warenkorb',
    checkout: 'Noch etwas dazu?',
    'post-purchase': 'Passt gut zu Ihrer Bestellung',
    upgrade: 'Lieber das Bessere?',
    taste: 'Für Sie',
  },
  popular: 'Gerade beliebt',
  chosen: 'Vom Shop ausgewählt',
  because: (title) => `Passt zu ${title}`,
  evidence: {
    often: (title) => `Oft zusammen gekauft mit ${title}`,
    'very-often': (title) => `Sehr oft zusammen gekauft mit ${title}`,
  },
  taste: {
    again: 'Das hatten Sie schon einmal',
    bought: 'Passt zu dem, was Sie gekauft haben',
    seen: 'Passt zu dem, was Sie angesehen haben',
  },
  upgrade: (title) => `Anstelle von ${title}`,
  bundle: (label, percent) => `Noch eines zum Paketpreis: ${label}, −${percent}`,
  partner: (name) => `Von ${name}`,
  rating: (stars) => `${stars} von 5 Sternen`,
  add: {
    idle: { label: 'Dazu', name: (title) => `${title} in den Warenkorb legen` },
    pending: { label: '…', name: (title) => `${title} wird in den Warenkorb gelegt` },
    done: { label: 'Im Korb', name: (title) => `${title} liegt im Warenkorb` },
    failed: {
      label: 'Erneut',
      name: (title) => `Erneut versuchen: ${title} konnte nicht in den Warenkorb gelegt werden`,
    },
    refused: { label: 'Nicht möglich', name: (title) => `${title} ist nicht verfügbar` },
    options: { label: 'Wählen', name: (title) => `Ausführung von ${title} wählen` },
  },
};
