// A picture from the task's own files.
//
//   <tl-figure .run=${run} .name=${'trend.png'}></tl-figure>

import { html, render } from 'lit-html';
import { t } from './i18n.js';
import { plainName } from './format.js';

class Figure extends HTMLElement {
  run = null;
  #name = null;

  set name(name) {
    if (name !== this.#name) {
      this.#name = name;
      this.#show();
    }
  }

  async #show() {
    const name = this.#name;
    const label = plainName(name);
    render(html`<span class="quiet">${label}</span>`, this);
    try {
      const address = await this.run.picture(name);
      if (name === this.#name) {
        render(html`<figure>
          <button type="button" class="picture" aria-label=${t('figure.open', { name: label })} @click=${() => enlarge(address, label)}><img src=${address} alt=${label}></button>
          <figcaption>${label}</figcaption></figure>`, this);
      }
    } catch {
      render(html`<span class="quiet">${t('figure.missing', { name: label })}</span>`, this);
    }
  }
}

customElements.define('tl-figure', Figure);

function enlarge(address, label) {
  const dialog = document.createElement('dialog');
  dialog.className = 'lightbox';
  dialog.setAttribute('aria-label', label);
  render(html`<button type="button" class="icon-button dialog-close" aria-label=${t('dialog.close')} @click=${() => dialog.close()}>×</button>
    <img src=${address} alt=${label}>`, dialog);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
