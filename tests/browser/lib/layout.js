// Questions about geometry and style that Playwright has no words for. Each returns sentences about what is wrong.

/** Elements that reach out of the window to the right and are in no scrolling box of their own. */
export function horizontalOverflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    const wide = [];
    if (root.scrollWidth > root.clientWidth || document.body.scrollWidth > root.clientWidth) {
      wide.push(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth} px`);
    }
    const clips = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const isClipped = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (clips(box) && box.getBoundingClientRect().right <= root.clientWidth + 1) return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
      const { right, width, height } = element.getBoundingClientRect();
      if (width > 1 && height > 1 && right > root.clientWidth + 1 && !isClipped(element)) {
        wide.push(`<${element.localName} class="${element.getAttribute('class') ?? ''}"> ends at ${Math.round(right)} px`);
      }
    }
    return wide;
  });
}

/**
 * Links and controls smaller than 24 by 24 px (WCAG 2.2, 2.5.8). Links inside a sentence are exempt, as the rule
 * has it. The bars of the chart must be as high but may be narrower: the fields for the period do the same.
 */
export function smallTargets(page) {
  return page.evaluate(() => {
    const LEAST = 24;
    const inSentence = (element) =>
      getComputedStyle(element).display === 'inline' &&
      [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /\p{L}{2}/u.test(node.data));
    const isBar = (element) => Boolean(element.closest('[aria-labelledby=timeline-title] li'));
    // What waits outside the window until it is focused, such as a skip link, is no target for fingers.
    const isReachable = ({ right, bottom, width, height }) => right > 0 && bottom > 0 && width > 1 && height > 1;
    const isLarge = (element) => {
      // A control is as large as its label, which acts in its place.
      const boxes = [element, ...(element.labels ?? [])].map((each) => each.getBoundingClientRect());
      return boxes.some(({ width, height }) => height >= LEAST && (width >= LEAST || isBar(element)));
    };
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => isReachable(element.getBoundingClientRect()) && !inSentence(element) && !isLarge(element))
      .map((element) => {
        const { width, height } = element.getBoundingClientRect();
        return `${element.outerHTML.slice(0, 120)}: ${width.toFixed(1)} × ${height.toFixed(1)} px`;
      });
  });
}

/** The focused element: what it is called, and what shows that it is focused. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const focusable = 'a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea, summary, [tabindex]';
    return {
      number: [...document.querySelectorAll(focusable)].indexOf(element),
      what: element.outerHTML.slice(0, 120),
      tag: element.localName,
      id: element.id,
      text: element.textContent.trim(),
      outline: outlineStyle === 'none' || /^rgba\(.*, 0\)$/.test(outlineColor) ? 0 : parseFloat(outlineWidth),
      inWindow: right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && right - left > 1 && bottom - top > 1,
    };
  });
}

/** Everything that moves: running animations, and transitions and smooth scrolling that would move. */
export function movement(page) {
  return page.evaluate(() => {
    const moving = document.getAnimations().map((animation) => `animation ${animation.animationName ?? ''}`);
    for (const element of document.querySelectorAll('*')) {
      const { transitionDuration, scrollBehavior } = getComputedStyle(element);
      const longest = Math.max(...transitionDuration.split(',').map(parseFloat));
      if (longest > 0.01) moving.push(`<${element.localName}> transitions for ${longest} s`);
      if (scrollBehavior === 'smooth') moving.push(`<${element.localName}> scrolls smoothly`);
    }
    return moving;
  });
}

/**
 * Elements of the widgets of a page that reach out of their widget to the left or right, and widgets that reach out of
 * the window. What lies over the page (panel of a drop-down, dialog) is measured against the window.
 */
export function shadowOverflow(page) {
  return page.evaluate(() => {
    const SLACK = 1.5;
    const window = { left: 0, right: document.documentElement.clientWidth };
    const wide = [];
    const clips = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const measure = (element, box, place) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width > 1 && height > 1 && (left < box.left - SLACK || right > box.right + SLACK)) {
        wide.push(`<${element.localName} class="${element.className}"> is at ${left}…${right} px of ${place} ${box.left}…${box.right} px`);
      }
    };
    const descend = (element, box, place) => {
      for (const child of element.children) {
        const isOver = /^(absolute|fixed)$/.test(getComputedStyle(child).position) || child.matches('dialog');
        const [around, name] = isOver ? [window, 'the window'] : [box, place];
        if (!child.matches('.quiet')) measure(child, around, name);
        // What is clipped is nowhere to be seen.
        if (!clips(child)) descend(child, around, name);
        else if (/auto|scroll/.test(getComputedStyle(child).overflowX) && child.scrollWidth > child.clientWidth && child.matches('.panel, dialog')) {
          wide.push(`<${child.localName} class="${child.className}"> scrolls to the side`);
        } else if (child.matches('.panel, dialog')) descend(child, child.getBoundingClientRect(), child.className);
      }
    };
    for (const host of document.querySelectorAll('vestnik-search')) {
      measure(host, window, 'the window');
      descend(host.shadowRoot, host.getBoundingClientRect(), 'its widget');
    }
    return wide;
  });
}

/** `smallTargets` for what is inside the widgets of a page. Bars of the timeline are as high as the rule wants. */
export function shadowTargets(page) {
  return page.evaluate(() => {
    const LEAST = 24;
    const isLarge = (element) => {
      const { width, height } = element.getBoundingClientRect();
      return width >= LEAST && height >= LEAST;
    };
    const isShort = (element) => element.matches('a') && element.getBoundingClientRect().height >= LEAST;
    return [...document.querySelectorAll('vestnik-search')]
      .flatMap((host) => [...host.shadowRoot.querySelectorAll('a[href], button, input, select, [role=option]')])
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => !isLarge(element) && !isShort(element) && !element.matches('.input'))
      .map((element) => {
        const { width, height } = element.getBoundingClientRect();
        return `${element.outerHTML.slice(0, 120)}: ${width.toFixed(1)} × ${height.toFixed(1)} px`;
      });
  });
}
