/** The texts of a shelf in Arabic. */

/** A title in another script keeps its own direction. @param {string} title */
const apart = (title) => `\u2068${title}\u2069`;

/** @type {import('../texts.js').Texts} */
export default {
  headings: {
    product: 'يتناسب مع هذا المنتج',
    cart: 'يتناسب مع سلتك',
    checkout: 'هل تود إضافة شيء آخر؟',
    'post-purchase': 'يتناسب مع طلبك',
    upgrade: 'هل تفضّل الأفضل؟',
    taste: 'لك',
  },
  popular: 'الأكثر رواجًا الآن',
  chosen: 'من اختيار المتجر',
  because: (title) => `يتناسب مع ${apart(title)}`,
  evidence: {
    often: (title) => `يُشترى غالبًا مع ${apart(title)}`,
    'very-often': (title) => `يُشترى غالبًا جدًا مع ${apart(title)}`,
  },
  taste: {
    again: 'اشتريت هذا من قبل',
    bought: 'يتناسب مع ما اشتريته',
    seen: 'يتناسب مع ما شاهدته',
  },
  upgrade: (title) => `بدلًا من ${apart(title)}`,
  bundle: (label, percent) => `قطعة واحدة بعد لسعر الحزمة: ${apart(label)}، خصم ${percent}`,
  partner: (name) => `من ${apart(name)}`,
  rating: (stars) => `${stars} من 5 نجوم`,
  add: {
    idle: { label: 'أضف', name: (title) => `أضف ${apart(title)} إلى السلة` },
    pending: { label: '…', name: (title) => `جارٍ إضافة ${apart(title)} إلى السلة` },
    done: { label: 'أُضيف', name: (title) => `أُضيف ${apart(title)} إلى السلة` },
    failed: { label: 'إعادة', name: (title) => `أعد المحاولة: تعذرت إضافة ${apart(title)} إلى السلة` },
    refused: { label: 'غير متوفر', name: (title) => `${title} غير متوفر` },
    options: { label: 'اختر', name: (title) => `اختر خيارات ${apart(title)}` },
  },
};
