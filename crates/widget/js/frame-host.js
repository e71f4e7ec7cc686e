// For the page that holds a frame of the search: makes it as high as what it shows.

const { origin } = new URL(import.meta.url);
const frames = () => [...document.querySelectorAll('iframe')];

addEventListener('message', ({ data, origin: sender, source }) => {
  if (sender === origin && data?.type === 'vestnik-height' && data.height > 0) {
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    if (frame) {
      frame.style.height = `${data.height}px`;
    }
  }
});

// A frame that was there first has told its height to nobody.
for (const { contentWindow, src } of frames()) {
  if (src.startsWith(`${origin}/`)) {
    contentWindow?.postMessage({ type: 'vestnik-hello' }, origin);
  }
}
