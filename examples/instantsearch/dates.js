// Two date fields over InstantSearch's connector for ranges: readers think in days, the archive in seconds.

const DAY_S = 24 * 60 * 60;

/** The day of a moment, as 2016-07-15, on Moscow's clock. */
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Moscow' });

const toDay = (seconds) => (Number.isFinite(seconds) ? DAY.format(new Date(seconds * 1000)) : '');
const toSeconds = (text) => (text ? Date.parse(`${text}T00:00:00+03:00`) / 1000 : undefined);

function dateField(label) {
  const input = document.createElement('input');
  input.type = 'date';
  const wrapper = document.createElement('label');
  wrapper.append(label, input);
  return { input, wrapper };
}

/** A widget for `attribute` (Unix seconds) in `container`: the days from and to, both included. */
export function dates({ container, attribute }) {
  const [from, to] = [dateField('С'), dateField('По')];
  let choose;

  const change = () => {
    const last = toSeconds(to.input.value);
    choose([toSeconds(from.input.value), last === undefined ? undefined : last + DAY_S - 1]);
  };
  const render = ({ start, range, refine }, isFirst) => {
    choose = refine;
    if (isFirst) {
      from.input.addEventListener('change', change);
      to.input.addEventListener('change', change);
      document.querySelector(container).replaceChildren(from.wrapper, to.wrapper);
    }
    for (const [i, { input }] of [from, to].entries()) {
      input.value = toDay(start[i]);
      input.min = toDay(range.min);
      input.max = toDay(range.max);
    }
  };
  return window.instantsearch.connectors.connectRange(render)({ attribute });
}
