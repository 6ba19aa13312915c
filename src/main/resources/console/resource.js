// Something that is fetched when it is first looked at.

import { html } from 'lit-html';
import { sentenceOf, t } from './i18n.js';
import { changed } from './paint.js';

export function resource(fetch) {
  const kept = { value: undefined, problem: null, load, show };
  async function load() {
    kept.problem = null;
    try {
      kept.value = await fetch();
    } catch (error) {
      kept.problem = error;
    }
    changed();
  }
  function show(template) {
    if (kept.value !== undefined) {
      return template(kept.value);
    }
    return kept.problem
      ? html`<div class="nothing"><p class="problem" role="alert">${sentenceOf(kept.problem)}</p>
          <button type="button" class="button" @click=${load}>${t('error.retry')}</button></div>`
      : html`<p class="quiet nothing" role="status">${t('task.loading')}</p>`;
  }
  load();
  return kept;
}
