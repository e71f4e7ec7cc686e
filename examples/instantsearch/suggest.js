// A search box with suggestions over InstantSearch's autocomplete connector: the combobox pattern of WAI-ARIA with
// the choice left to the reader. Arrows move, Enter takes, Escape closes.

/** The box: an input, and below it the list of suggestions. */
class SuggestBox {
  constructor(container, { label, listLabel }) {
    this.input = Object.assign(document.createElement('input'), {
      type: 'search', placeholder: label, autocomplete: 'off', role: 'combobox',
    });
    this.list = Object.assign(document.createElement('ul'), { id: 'suggestions', role: 'listbox', hidden: true });
    for (const [name, value] of Object.entries({
      'aria-label': label, 'aria-autocomplete': 'list', 'aria-controls': this.list.id, 'aria-expanded': 'false',
    })) {
      this.input.setAttribute(name, value);
    }
    this.list.setAttribute('aria-label', listLabel);
    this.active = -1;
    this.isWanted = false;
    this.input.addEventListener('input', () => {
      this.isWanted = true;
      this.onQuery(this.input.value);
    });
    this.input.addEventListener('keydown', (event) => this.#press(event));
    this.input.addEventListener('blur', () => this.close());
    // The box must not lose the focus before the click arrives.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) this.#take(option);
    });
    container.classList.add('suggest');
    container.replaceChildren(this.input, this.list);
  }

  /** Shows suggestions: hits of the suggestions index, whose marks the connector has made safe. */
  show(hits) {
    this.list.replaceChildren(...hits.map(({ query, _highlightResult: highlighted }, i) => {
      const option = Object.assign(document.createElement('li'), { id: `suggestion-${i}`, role: 'option' });
      option.dataset.query = query;
      option.innerHTML = highlighted.query.value;
      return option;
    }));
    this.#move(-1);
    this.#open(this.isWanted && hits.length > 0);
  }

  close() {
    this.isWanted = false;
    this.#move(-1);
    this.#open(false);
  }

  #open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute('aria-expanded', String(isOpen));
  }

  #move(active) {
    this.active = active;
    for (const [i, option] of [...this.list.children].entries()) {
      option.setAttribute('aria-selected', String(i === active));
    }
    if (active < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', this.list.children[active].id);
  }

  #take(option) {
    this.input.value = option.dataset.query;
    this.close();
    this.onQuery(option.dataset.query);
  }

  #press(event) {
    const { length } = this.list.children;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && length && !this.list.hidden) {
      event.preventDefault();
      // One place more than there are options: the text as typed.
      this.#move(((this.active + 1 + step + length + 1) % (length + 1)) - 1);
    } else if (event.key === 'Enter' && this.active >= 0) {
      this.#take(this.list.children[this.active]);
    } else if (event.key === 'Enter') {
      this.close();
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }
}

/** A search box in `container` that completes from the hits of the index `suggestions`. */
export function suggest({ container, suggestions, label, listLabel }) {
  let box;
  const render = ({ indices, currentRefinement, refine }, isFirst) => {
    if (isFirst) {
      box = new SuggestBox(document.querySelector(container), { label, listLabel });
      box.input.value = currentRefinement;
    }
    box.onQuery = refine;
    box.show(indices.find(({ indexName }) => indexName === suggestions)?.hits ?? []);
  };
  return window.instantsearch.connectors.connectAutocomplete(render)({});
}
