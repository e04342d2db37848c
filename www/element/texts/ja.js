/** The texts of a shelf in Japanese. */

/** @type {import('../texts.js').Texts} */
export default {
  headings: {
    product: 'この商品と一緒に',
    cart: 'カートの商品と一緒に',
    checkout: 'もう一点いかがですか',
    'post-purchase': 'ご注文の商品と一緒に',
    upgrade: 'ワンランク上の商品',
    taste: 'あなたへのおすすめ',
  },
  popular: 'いま人気の商品',
  chosen: 'ショップのおすすめ',
  because: (title) => `${title}と相性が良い商品`,
  evidence: {
    often: (title) => `${title}とよく一緒に購入されています`,
    'very-often': (title) => `${title}ととてもよく一緒に購入されています`,
  },
  taste: {
    again: '以前に購入された商品',
    bought: '購入された商品と相性が良い商品',
    seen: 'ご覧になった商品と相性が良い商品',
  },
  upgrade: (title) => `${title}の上位商品`,
  bundle: (label, percent) => `あと1点でセット価格:${label}、${percent}オフ`,
  partner: (name) => `${name}の商品`,
  rating: (stars) => `5つ星のうち${stars}`,
  add: {
    idle: { label: '追加', name: (title) => `${title}をカートに追加` },
    pending: { label: '…', name: (title) => `${title}をカートに追加しています` },
    done: { label: '追加済み', name: (title) => `${title}をカートに追加しました` },
    failed: { label: '再試行', name: (title) => `再試行: ${title}をカートに追加できませんでした` },
    refused: { label: '購入不可', name: (title) => `${title}は購入できません` },
    options: { label: '選ぶ', name: (title) => `${title}のオプションを選ぶ` },
  },
};
