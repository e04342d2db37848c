/** Every text that a shopper reads in a bundle, by language. */

/**
 * @typedef {object} Words
 * @property {string} heading
 * @property {string} total
 * @property {(title: string) => string} choose the checkbox's label
 * @property {(count: number) => string} idle the button's text, as are the next five
 * @property {(count: number) => string} pending
 * @property {(count: number) => string} done
 * @property {(count: number) => string} failed
 * @property {() => string} refused without the shop's own words
 * @property {(count: number, added: number) => string} partly
 */

/** @type {Record<string, Words>} */
const WORDS = {
  en: {
    heading: 'Bought together',
    total: 'Total',
    choose: (title) => `Include ${title}`,
    idle: (count) => (count > 1 ? `Add all ${count} to cart` : 'Add to cart'),
    pending: () => 'Adding to cart…',
    done: (count) => (count > 1 ? `All ${count} are in the cart` : 'Added to cart'),
    failed: () => 'Nothing was added. Retry',
    refused: () => 'Nothing was added',
    partly: (count, added) => `Only ${added} of ${count} are in the cart`,
  },
  de: {
    heading: 'Zusammen gekauft',
    total: 'Gesamtpreis',
    choose: (title) => `${title} mitnehmen`,
    idle: (count) => (count > 1 ? `Alle ${count} in den Warenkorb` : 'In den Warenkorb'),
    pending: () => 'Wird hinzugefügt …',
    done: (count) => (count > 1 ? `Alle ${count} sind im Warenkorb` : 'Im Warenkorb'),
    failed: () => 'Nichts hinzugefügt. Erneut versuchen',
    refused: () => 'Nichts hinzugefügt',
    partly: (count, added) => `Nur ${added} von ${count} im Warenkorb`,
  },
  fr: {
    heading: 'Souvent achetés ensemble',
    total: 'Prix total',
    choose: (title) => `Inclure ${title}`,
    idle: (count) => (count > 1 ? `Ajouter les ${count} au panier` : 'Ajouter au panier'),
    pending: () => 'Ajout en cours…',
    done: (count) => (count > 1 ? `Les ${count} sont dans le panier` : 'Ajouté au panier'),
    failed: () => 'Rien n’a été ajouté. Réessayer',
    refused: () => 'Rien n’a été ajouté',
    partly: (count, added) => `Seulement ${added} sur ${count} dans le panier`,
  },
  es: {
    heading: 'Comprados juntos',
    total: 'Precio total',
    choose: (title) => `Incluir ${title}`,
    idle: (count) => (count > 1 ? `Añadir los ${count} al carrito` : 'Añadir al carrito'),
    pending: () => 'Añadiendo…',
    done: (count) => (count > 1 ? `Los ${count} están en el carrito` : 'Añadido al carrito'),
    failed: () => 'No se ha añadido nada. Reintentar',
    refused: () => 'No se ha añadido nada',
    partly: (count, added) => `Solo ${added} de ${count} en el carrito`,
  },
  ja: {
    heading: 'よく一緒に購入されている商品',
    total: '合計',
    choose: (title) => `${title}を含める`,
    idle: (count) => (count > 1 ? `${count}点すべてをカートに入れる` : 'カートに入れる'),
    pending: () => '追加しています…',
    done: (count) => (count > 1 ? `${count}点すべてをカートに入れました` : 'カートに入れました'),
    failed: () => '何も追加されませんでした。再試行',
    refused: () => '何も追加されませんでした',
    partly: (count, added) => `${count}点のうち${added}点のみカートに入りました`,
  },
  ar: {
    heading: 'تُشترى معًا',
    total: 'المجموع',
    choose: (title) => `تضمين ${title}`,
    idle: (count) => (count > 1 ? `أضف الكل (${count}) إلى السلة` : 'أضف إلى السلة'),
    pending: () => 'جارٍ الإضافة…',
    done: (count) => (count > 1 ? `أُضيف الكل (${count}) إلى السلة` : 'أُضيف إلى السلة'),
    failed: () => 'لم يُضف شيء. أعد المحاولة',
    refused: () => 'لم يُضف شيء',
    partly: (count, added) => `أُضيف ${added} فقط من ${count} إلى السلة`,
  },
};

/** @param {string} language a BCP 47 tag */
export function wordsOf(language) {
  return inLanguage(WORDS, language);
}

/** The entry of a language, else the English one. @template T @param {Record<string, T>} all @param {string} language a BCP 47 tag */
export function inLanguage(all, language) {
  const name = language.split('-')[0].toLowerCase();
  return Object.hasOwn(all, name) ? all[name] : all.en;
}
