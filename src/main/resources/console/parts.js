// Small parts that several views have.

import { html } from 'lit-html';
import { t } from './i18n.js';

/** A task's state: a shape, a colour and a word, so that none of them is needed alone. */
export const state = (status) => html`
  <span class="state" data-status=${status}><span class="dot" aria-hidden="true"></span>${t(`status.${status}`)}</span>`;
