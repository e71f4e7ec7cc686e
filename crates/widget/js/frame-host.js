// For the page that holds the search in an iframe: gives the iframe the height of what is in it. Load it from the
// server of the search; messages of any other origin are ignored.

const FRAME = new URL('../frame', import.meta.url);

/** The iframes of this server. */
function searchFrames() {
  return [...document.querySelectorAll('iframe')].filter(({ src }) => src.replace(/[?#].*/, '') === FRAME.href);
}

addEventListener('message', ({ origin, source, data }) => {
  if (origin === FRAME.origin && data?.type === 'vestnik-height' && data.height > 0) {
    const frame = searchFrames().find(({ contentWindow }) => contentWindow === source);
    if (frame) {
      frame.style.height = `${data.height}px`;
    }
  }
});

// A frame that was there first has told its height to nobody.
for (const { contentWindow } of searchFrames()) {
  contentWindow?.postMessage({ type: 'vestnik-measure' }, '*');
}
