/** Asks the shopper whether this device may keep a history, stores the answer and sets it on the shelves. */
import { make } from './dom.js';

const KEY = 'pairwell-store-remember';

/** The answer, if storage is full or forbidden: then it lasts as long as the page. */
let answer = false;

/** Sets the shopper's answer on every shelf, and adds the control for it on pages with a place for it. */
export function askToRemember() {
  tellShelves();
  const place = document.getElementById('memory');
  if (!place) return;
  const box = make('input', { id: 'remember', type: 'checkbox', autocomplete: 'off', checked: agrees() });
  const button = make('button', { id: 'forget', type: 'button', hidden: !box.checked }, 'Forget');
  const status = make('span', { id: 'forgotten', className: 'unseen', role: 'status' });
  place.replaceChildren(make('label', {}, box, ' Remember what I like on this device'), button, status);
  // On the button, so that nothing moves, and for screen readers.
  const say = (/** @type {string} */ label, aloud = '') => {
    button.textContent = label;
    status.textContent = aloud;
  };
  box.addEventListener('change', async () => {
    save(box.checked);
    button.hidden = !box.checked;
    say('Forget');
    if (!box.checked) await forget();
    tellShelves();
  });
  button.addEventListener('click', async () => {
    await forget();
    say('Done', 'What was remembered is forgotten.');
    for (const shelf of document.querySelectorAll('pairwell-shelf')) /** @type {any} */ (shelf).rerank();
  });
}

function tellShelves() {
  for (const shelf of document.querySelectorAll('pairwell-shelf')) shelf.toggleAttribute('remember', agrees());
}

async function forget() {
  (await import('../pkg/history.js')).forget();
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
    // Storage is full or forbidden: it lasts as long as the page.
  }
}
