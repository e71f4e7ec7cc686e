// Inside of a frame: tells the page around it how high the search is, and what happens in it.

const EVENTS = ['vestnik-search', 'vestnik-select', 'vestnik-error'];

/** @param {{ type: string, height?: number, detail?: unknown }} message */
function tellHost(message) {
  // Which pages may hold this frame is decided by its policy; the messages say no more than they may see in it.
  parent.postMessage(message, '*');
}

if (parent !== window) {
  let height = 0;
  const tellHeight = () => tellHost({ type: 'vestnik-height', height });
  new ResizeObserver(() => {
    const found = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (found !== height) {
      height = found;
      tellHeight();
    }
  }).observe(document.documentElement);
  addEventListener('message', ({ data, source }) => {
    if (source === parent && data?.type === 'vestnik-hello' && height) {
      tellHeight();
    }
  });
  for (const type of EVENTS) {
    document.addEventListener(type, (event) => {
      tellHost({ type, detail: /** @type {CustomEvent} */ (event).detail });
    });
  }
}
