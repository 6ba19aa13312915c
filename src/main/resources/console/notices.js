// Short notices in a corner, read out politely, gone after a while.

import { html } from 'lit-html';
import { changed } from './paint.js';
import { sentenceOf, t } from './i18n.js';

const STAY = 6000;
let shown = [];

/** Tells of something that happened. */
export function notice(text, { bad = false } = {}) {
  const entry = { text, bad };
  shown = [...shown.slice(-3), entry];
  changed();
  setTimeout(() => {
    shown = shown.filter((other) => other !== entry);
    changed();
  }, STAY);
}

/** Tells of what was refused. */
export function failed(error) {
  const message = sentenceOf(error);
  const seconds = Math.ceil(error.retryAfter);
  notice(seconds ? t('error.wait', { message, seconds }) : message, { bad: true });
}

export const notices = () => html`
  <div class="notices" role="status" aria-live="polite">
    ${shown.map(({ text, bad }) => html`<p class=${bad ? 'notice bad' : 'notice'}>${text}</p>`)}
  </div>`;
