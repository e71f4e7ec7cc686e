// Inside the iframe's page: tells the page around it how high the search is and what happens in it.
// Which pages may be around it, and so may know, the server says in its policy for this page.

/** Room for what lies over the page, which takes its own height from the window. */
const OPEN_HEIGHT = 640;

/** @type {HTMLElement | null | undefined} */
const over = document.querySelector('vestnik-search')?.shadowRoot?.querySelector('dialog, .dropdown > .panel');

/**
 * @param {string} type
 * @param {object} content
 */
function tell(type, content) {
  parent.postMessage({ type, ...content }, '*');
}

function tellHeight() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  tell('vestnik-height', { height: over?.offsetHeight ? Math.max(height, OPEN_HEIGHT) : height });
}

const observer = new ResizeObserver(tellHeight);
for (const element of [document.documentElement, over]) {
  if (element) {
    observer.observe(element);
  }
}

// The page around may begin to listen later.
addEventListener('message', ({ source, data }) => {
  if (source === parent && data?.type === 'vestnik-measure') {
    tellHeight();
  }
});

for (const type of ['vestnik-search', 'vestnik-select', 'vestnik-error']) {
  addEventListener(type, (event) => tell(type, { detail: /** @type {CustomEvent} */ (event).detail }));
}
