/** Asks the shopper whether this device may remember what they like, and tells the shelves; never remembers more than the answer. */

const KEY = 'pairwell-store-remember';

/** The answer, where storage is full or forbidden: it then lasts as long as the page. */
let answer = false;

/** Gives every shelf of the page the shopper's answer, and the control that it is given by to the pages that have one. */
export function askToRemember() {
  tellShelves();
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById('remember'));
  const button = document.getElementById('forget');
  if (!box || !button) return;
  box.checked = agrees();
  button.hidden = !box.checked;
  box.addEventListener('change', async () => {
    save(box.checked);
    button.hidden = !box.checked;
    say(button, 'Forget');
    if (!box.checked) await forget();
    tellShelves();
  });
  button.addEventListener('click', async () => {
    await forget();
    say(button, 'Done', 'What was remembered is forgotten.');
    for (const shelf of document.querySelectorAll('pairwell-shelf')) /** @type {any} */ (shelf).rerank();
  });
}

function tellShelves() {
  for (const shelf of document.querySelectorAll('pairwell-shelf')) shelf.toggleAttribute('remember', agrees());
}

async function forget() {
  (await import('../pkg/taste.js')).forget();
}

/**
 * On the button, where nothing moves for it, and to screen readers.
 * @param {HTMLElement} button
 * @param {string} label
 * @param {string} [aloud]
 */
function say(button, label, aloud = '') {
  button.textContent = label;
  const status = document.getElementById('forgotten');
  if (status) status.textContent = aloud;
}

function agrees() {
  try {
    return localStorage.getItem(KEY) === 'yes' || answer;
  } catch {
    return answer;
  }
}

/** @param {boolean} agreed */
function save(agreed) {
  answer = agreed;
  try {
    if (agreed) localStorage.setItem(KEY, 'yes');
    else localStorage.removeItem(KEY);
  } catch {
    // Full or forbidden: it lasts as long as the page.
  }
}
