// A list of which only the rows in sight are in the page. Rows may be of any height: heights are estimated until they
// are seen, then measured. The page itself scrolls.
//
//   <tl-rows .items=${messages} .row=${(item, index) => html`…`} .key=${(item) => item.id} .follow=${true}></tl-rows>

import { html, render } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

const BEYOND = 600; // Pixels kept rendered above and below what is in sight.
const NEAR_END = 80; // Pixels from the end within which a following list goes on following.

class Rows extends HTMLElement {
  #items = [];
  #heights = new Map();
  #tops = new Float64Array(1);
  #observer = new ResizeObserver(() => this.#scheduled());
  #onScroll = () => this.#scrolled();
  #onResize = () => this.#scheduled();
  #due = false;
  #first = 0;
  #last = 0;
  #endInSight = false;
  #following = false;
  #toldAt = -1;

  estimate = 56;
  row = () => '';
  key = (item, index) => index;
  follow = false;

  set items(items) {
    this.#items = items;
    if (this.isConnected) {
      this.#scheduled();
    }
  }

  connectedCallback() {
    this.setAttribute('role', 'feed');
    this.#observer.observe(this);
    addEventListener('scroll', this.#onScroll, { passive: true });
    addEventListener('resize', this.#onResize, { passive: true });
    this.#scheduled();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    removeEventListener('scroll', this.#onScroll);
    removeEventListener('resize', this.#onResize);
  }

  /** Goes to the end, and stays there while more comes, if the list follows. */
  toEnd() {
    this.#following = true;
    this.#update();
    this.#scrollToEnd();
  }

  /** Who scrolls to the end wants to stay there; who scrolls away does not. */
  #scrolled() {
    this.#following = scrollY > 0 && this.#isNearEnd();
    this.#scheduled();
  }

  #scheduled() {
    if (!this.#due) {
      this.#due = true;
      requestAnimationFrame(() => {
        this.#due = false;
        if (this.isConnected) {
          this.#update();
        }
      });
    }
  }

  #update() {
    const follows = this.follow && this.#following;
    this.#layOut();
    this.#render();
    this.#keepHeights();
    if (follows) {
      this.#scrollToEnd();
    }
    this.#noteEnd();
  }

  #layOut() {
    const count = this.#items.length;
    if (this.#tops.length < count + 1) {
      this.#tops = new Float64Array(Math.max(count + 1, this.#tops.length * 2));
    }
    for (let i = 0, top = 0; i < count; i++) {
      top += this.#heights.get(this.key(this.#items[i], i)) ?? this.estimate;
      this.#tops[i + 1] = top;
    }
  }

  #render() {
    const count = this.#items.length;
    const above = -this.getBoundingClientRect().top;
    this.#first = this.#indexAt(above - BEYOND);
    this.#last = Math.min(count, this.#indexAt(above + innerHeight + BEYOND) + 1);
    const indexes = Array.from({ length: this.#last - this.#first }, (_, i) => this.#first + i);
    render(html`
      <div .style=${`height:${this.#tops[this.#first]}px`}></div>
      ${repeat(indexes, (i) => this.key(this.#items[i], i), (i) => html`
        <article class="row" data-index=${i} aria-posinset=${i + 1} aria-setsize=${count}>${this.row(this.#items[i], i)}</article>`)}
      <div .style=${`height:${this.#tops[count] - this.#tops[this.#last]}px`}></div>`, this);
  }

  /** Measures what is rendered; rows above the view that turn out otherwise must not move it. */
  #keepHeights() {
    const start = this.getBoundingClientRect().top;
    let shift = 0;
    let different = false;
    for (const row of this.querySelectorAll(':scope > .row')) {
      const index = Number(row.dataset.index);
      const height = row.getBoundingClientRect().height;
      const before = this.#tops[index + 1] - this.#tops[index];
      if (Math.abs(height - before) > 0.5) {
        different = true;
        this.#heights.set(this.key(this.#items[index], index), height);
        if (start + this.#tops[index + 1] < 0) {
          shift += height - before;
        }
      }
    }
    if (different) {
      this.#layOut();
      if (shift && !(this.follow && this.#following)) {
        scrollBy({ top: shift, behavior: 'instant' });
      }
      this.#scheduled();
    }
  }

  #scrollToEnd() {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
  }

  /** Tells, with an `end` event, that the end has come into sight: time to fetch more. */
  #noteEnd() {
    const inSight = this.#isNearEnd();
    if (inSight && (!this.#endInSight || this.#items.length !== this.#toldAt)) {
      this.#toldAt = this.#items.length;
      this.dispatchEvent(new Event('end'));
    }
    this.#endInSight = inSight;
    this.toggleAttribute('data-end', inSight);
  }

  #isNearEnd() {
    return this.getBoundingClientRect().bottom - innerHeight < NEAR_END;
  }

  /** The row at a height; the first or last where it is beyond. */
  #indexAt(height) {
    let low = 0;
    let high = Math.max(0, this.#items.length - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= height) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}

customElements.define('tl-rows', Rows);
