// Questions to the person, one at a time, in the browser's own modal dialog: it traps focus, closes with Escape and
// gives focus back.

import { html, nothing, render } from 'lit-html';
import { t } from './i18n.js';

/** Asks whether to do something that cannot be undone. */
export function confirmed({ title, body, action }) {
  return ask(({ done }) => html`
    <h2 id="dialog-title">${title}</h2>
    <p>${body}</p>
    <div class="buttons">
      <button type="button" class="button" autofocus @click=${() => done(false)}>${t('dialog.cancel')}</button>
      <button type="submit" class="button danger">${action}</button>
    </div>`, () => true, false);
}

/** Asks for a line of text; null when the person does not want to. */
export function asked({ title, body = '', problem = '', label, value = '', action, secret = false, maxLength = 200 }) {
  return ask(() => html`
    <h2 id="dialog-title">${title}</h2>
    ${body ? html`<p>${body}</p>` : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <label class="field"><span>${label}</span>
      <input name="answer" class="input" type=${secret ? 'password' : 'text'} autocomplete="off" spellcheck="false"
        maxlength=${maxLength} .value=${value} required autofocus></label>
    <div class="buttons">
      <button type="submit" class="button primary">${action}</button>
    </div>`, (form) => form.elements.answer.value.trim(), null);
}

function ask(content, answerOf, otherwise) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  return new Promise((resolve) => {
    let answer = otherwise;
    const done = (value) => {
      answer = value;
      dialog.close();
    };
    const submitted = (event) => {
      event.preventDefault();
      done(answerOf(event.target));
    };
    render(html`<form @submit=${submitted}>
      <button type="button" class="icon-button dialog-close" aria-label=${t('dialog.close')}
        @click=${() => done(otherwise)}>×</button>
      ${content({ done })}</form>`, dialog);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('[autofocus]')?.focus();
  });
}
