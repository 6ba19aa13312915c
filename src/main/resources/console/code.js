// Code with its syntax coloured, and printed output. Both may be hostile and of any size.
//
//   <tl-code .code=${text} .language=${'python'}></tl-code>

import DOMPurify from 'dompurify';
import { html, nothing } from 'lit-html';
import { t } from './i18n.js';
import { changed } from './paint.js';
import { bytes } from './format.js';
import { save } from './save.js';

const COLOURED = 60_000; // Longer code is shown plain.
const KEPT = 300;
const FIRST = 6_000; // Characters of an output shown unasked, and after asking; all of it can be saved.
const MORE = 200_000;
const coloured = new Map();
const opened = new WeakSet();

class Code extends HTMLElement {
  #shown = null;
  language = 'python';

  set code(code) {
    if (code === this.#shown) {
      return;
    }
    this.#shown = code;
    const inside = document.createElement('code');
    if (window.hljs && code.length <= COLOURED) {
      inside.innerHTML = colour(code, this.language);
    } else {
      inside.textContent = code.slice(0, MORE);
    }
    const block = document.createElement('pre');
    block.tabIndex = 0;
    block.append(inside);
    this.replaceChildren(block);
  }
}

customElements.define('tl-code', Code);

function colour(code, language) {
  const key = `${language}\n${code}`;
  let markup = coloured.get(key);
  if (!markup) {
    const known = window.hljs.getLanguage(language) ? language : 'plaintext';
    markup = DOMPurify.sanitize(window.hljs.highlight(code, { language: known, ignoreIllegals: true }).value, {
      ALLOWED_TAGS: ['span'],
      ALLOWED_ATTR: ['class'],
      RETURN_TRUSTED_TYPE: true,
    });
    if (coloured.size >= KEPT) {
      coloured.delete(coloured.keys().next().value);
    }
    coloured.set(key, markup);
  }
  return markup;
}

/** Printed text: its beginning, more of it when asked, all of it as a file.
 *
 * @param {object} owner what the text belongs to: whether more is shown is remembered with it */
export function output(owner, text, { bad = false, name = 'output.txt' } = {}) {
  const limit = opened.has(owner) ? MORE : FIRST;
  const more = () => {
    opened.add(owner);
    changed();
  };
  return html`
    <pre class=${bad ? 'output bad' : 'output'} tabindex="0">${text.length > limit ? text.slice(0, limit) : text}</pre>
    ${text.length > limit
      ? html`<p class="output-more quiet">${t('output.cut', { shown: bytes(limit), all: bytes(text.length) })}
          ${limit < MORE ? html`<button type="button" class="button small" @click=${more}>${t('output.more')}</button>` : nothing}
          <button type="button" class="button small" @click=${() => save(new Blob([text]), name)}>${t('output.save')}</button></p>`
      : nothing}`;
}
