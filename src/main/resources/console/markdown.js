// Markdown with formulas and the task's own figures. What it says is a model's or a user's, so it is hostile: nothing
// of it runs, loads from elsewhere, or looks like a part of this page.
//
//   <tl-markdown .run=${run} .headed=${true} .text=${markdown}></tl-markdown>
//
// Headings are headings of this page where it is `headed`, below the page's own; elsewhere they only look like them.

import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import './code.js';
import './figure.js';
import { t } from './i18n.js';

const POLICY = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select', 'option', 'label', 'dialog', 'img', 'picture', 'video', 'audio', 'source', 'track', 'area', 'map'],
  FORBID_ATTR: ['style', 'class', 'id', 'name', 'for', 'tabindex', 'role', 'background', 'bgcolor', 'color', 'popover', 'accesskey', 'autofocus'],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (mark) => `&#${mark.codePointAt(0)};`);

const formula = (name, level, start, rule) => ({
  name,
  level,
  start: (source) => source.match(start)?.index,
  tokenizer(source) {
    const match = rule.exec(source);
    return match ? { type: name, raw: match[0], tex: (match[1] ?? match[2]).trim() } : undefined;
  },
  renderer: ({ tex }) =>
    level === 'block' ? `<p data-tex="block">${escaped(tex)}</p>` : `<span data-tex="inline">${escaped(tex)}</span>`,
});

const marked = new Marked({ gfm: true }).use({
  extensions: [
    formula('formulaBlock', 'block', /\$\$|\\\[/, /^\$\$([^$][\s\S]*?)\$\$(?:\s*\n|\s*$)|^\\\[([\s\S]+?)\\\](?:\s*\n|\s*$)/),
    formula('formulaInline', 'inline', /\$|\\\(/, /^\$\$?(?!\s)((?:\\.|[^$\\\n])+?)(?<!\s)\$\$?(?!\d)|^\\\(([\s\S]+?)\\\)/),
  ],
  renderer: {
    code: ({ text, lang }) => `<pre data-language="${escaped(lang ?? '')}">${escaped(text)}</pre>`,
    image: ({ href, text }) => `<span data-figure="${escaped(href)}">${escaped(text)}</span>`,
  },
});

class Markdown extends HTMLElement {
  run = null;
  headed = false;
  #text = null;

  set text(text) {
    if (text !== this.#text) {
      this.#text = text;
      const content = DOMPurify.sanitize(marked.parse(text), POLICY);
      this.#headings(content);
      this.#links(content);
      this.#code(content);
      this.#figures(content);
      this.#tables(content);
      this.replaceChildren(content);
      this.#formulas();
    }
  }

  #headings(content) {
    let above = 1; // The page has its own first heading, and no level is left out.
    for (const heading of content.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
      above = Math.min(Number(heading.localName[1]) + 1, above + 1, 6);
      const shown = document.createElement(this.headed ? `h${above}` : 'p');
      shown.classList.toggle('heading', !this.headed);
      shown.append(...heading.childNodes);
      heading.replaceWith(shown);
    }
  }

  #links(content) {
    for (const link of content.querySelectorAll('a[href]')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer nofollow';
    }
  }

  #code(content) {
    for (const block of content.querySelectorAll('pre')) {
      const code = document.createElement('tl-code');
      code.language = block.dataset.language || 'plaintext';
      code.code = block.textContent;
      block.replaceWith(code);
    }
  }

  #figures(content) {
    for (const slot of content.querySelectorAll('[data-figure]')) {
      const name = decoded(slot.dataset.figure).replace(/^\.\//, '');
      if (this.run) {
        const figure = document.createElement('tl-figure');
        figure.run = this.run;
        figure.name = name;
        slot.replaceWith(figure);
      } else {
        slot.replaceWith(t('figure.missing', { name }));
      }
    }
  }

  /** A wide table scrolls by itself, with the keyboard too. */
  #tables(content) {
    for (const table of content.querySelectorAll('table')) {
      const frame = document.createElement('div');
      frame.className = 'table-frame';
      frame.tabIndex = 0;
      table.replaceWith(frame);
      frame.append(table);
    }
  }

  async #formulas() {
    const slots = [...this.querySelectorAll('[data-tex]')];
    if (slots.length) {
      const { default: katex } = await import('katex');
      for (const slot of slots) {
        const displayMode = slot.dataset.tex === 'block';
        katex.render(slot.textContent, slot, { displayMode, throwOnError: false, trust: false, strict: 'ignore', maxSize: 20, maxExpand: 1000 });
      }
    }
  }
}

customElements.define('tl-markdown', Markdown);

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
