// The page that writes the snippet: keeps code and preview up to what the form says, and copies.

const DELAY_MS = 300;

/** @param {string} selector */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
const form = /** @type {HTMLFormElement} */ (document.getElementById('embed-form'));
const preview = /** @type {HTMLIFrameElement} */ (document.getElementById('preview'));
const note = /** @type {HTMLElement} */ (document.getElementById('embed-status'));

let previewed = preview.getAttribute('src');
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let request = new AbortController();

/** What was filled in, as a query string. */
function question() {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(fields.filter(([name, value]) => value || name === 'url-state')).toString();
}

/** @param {'copied' | 'selected' | 'failed' | ''} what */
function tell(what) {
  note.textContent = what && (note.dataset[what] ?? '');
}

async function update() {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  const asked = question();
  try {
    const response = await fetch(`/embed/snippet?${asked}`, { signal });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    show(await response.json());
    history.replaceState(null, '', `/embed?${asked}`);
    tell('');
  } catch {
    if (!signal.aborted) {
      tell('failed');
    }
  }
}

/** @param {{ snippets: Record<string, string>, frame_path: string }} answer */
function show({ snippets, frame_path: path }) {
  for (const code of all('[data-snippet]')) {
    code.textContent = snippets[code.dataset.snippet ?? ''] ?? '';
  }
  if (previewed !== path) {
    // A frame that is pointed elsewhere adds to the history; one that is replaced does not.
    preview.contentWindow?.location.replace(path);
    previewed = path;
  }
}

/** @param {HTMLElement} button */
async function copy({ dataset }) {
  const code = /** @type {HTMLElement} */ (document.querySelector(`[data-snippet="${dataset.copy}"]`));
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    tell('copied');
  } catch {
    // Not allowed, or a page without TLS.
    getSelection()?.selectAllChildren(code);
    tell('selected');
  }
}

for (const button of all('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', () => copy(button));
}

for (const picker of /** @type {HTMLInputElement[]} */ (all('[data-for]'))) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(picker.dataset.for ?? ''));
  picker.hidden = false;
  picker.addEventListener('input', () => {
    field.value = picker.value;
  });
  field.addEventListener('input', () => {
    if (/^#[\da-f]{6}$/i.test(field.value)) {
      picker.value = field.value;
    }
  });
}

form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(update, DELAY_MS);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(timer);
  update();
});
