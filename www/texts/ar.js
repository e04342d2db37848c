/** Holds the words of a shelf in Arabic; never builds markup, leaves the direction to the page. */

/** @type {import('../texts.js').Texts} */
export default {
  headings: {
    product: 'يتناسب مع هذا المنتج',
    cart: 'يتناسب مع سلتك',
    checkout: 'هل تود إضافة شيء آخر؟',
    'post-purchase': 'يتناسب مع طلبك',
  },
  popular: 'الأكثر رواجًا الآن',
  because: (title) => `يتناسب مع ${title}`,
  rating: (stars) => `${stars} من 5 نجوم`,
  add: {
    idle: { label: 'أضف', name: (title) => `أضف ${title} إلى السلة` },
    pending: { label: '…', name: (title) => `جارٍ إضافة ${title} إلى السلة` },
    done: { label: 'أُضيف', name: (title) => `أُضيف ${title} إلى السلة` },
    failed: { label: 'أعد المحاولة', name: (title) => `أعد المحاولة: تعذرت إضافة ${title} إلى السلة` },
    options: { label: 'اختر', name: (title) => `اختر خيارات ${title}` },
  },
};
