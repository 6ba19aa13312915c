// The result of a reasoning task, laid out.

import { html, nothing } from 'lit-html';
import { t, word } from './i18n.js';
import { percent } from './format.js';
import { changed } from './paint.js';

const ticked = new Set();

/** @param {string} id the task, whose ticks on the checklist are remembered while the page is open */
export function analysis(id, result) {
  const list = (value) => (Array.isArray(value) ? value : []);
  const omissions = list(result.potential_omissions);
  const entities = list(result.extracted_entities).filter((entity) => entity && typeof entity === 'object');
  const tags = list(result.suggested_tags);
  return html`
    <div class="analysis">
      <div class="analysis-head">
        <span class="badge type">${word('type', result.task_type)}</span>
        ${result.priority_level
          ? html`<span class="badge priority" data-level=${result.priority_level}>${word('priority', result.priority_level)}</span>`
          : nothing}
        ${typeof result.confidence === 'number' ? confidence(result.confidence) : nothing}
      </div>
      ${result.summary_text ? html`<p class="summary">${result.summary_text}</p>` : nothing}
      <div class="analysis-body">
        <section>
          <h3>${t('result.omissions')}</h3>
          ${omissions.length
            ? html`<ul class="checklist">${omissions.map((item) => omission(id, String(item)))}</ul>`
            : html`<p class="quiet">${t('result.nothing')}</p>`}
        </section>
        ${result.suggested_plan
          ? html`<section><h3>${t('result.plan')}</h3><p class="plan">${result.suggested_plan}</p></section>`
          : nothing}
        ${entities.length
          ? html`<section class="wide"><h3>${t('result.entities')}</h3>
              <dl class="entities">${entities.map(entity)}</dl></section>`
          : nothing}
      </div>
      <p class="analysis-foot">
        ${tags.map((tag) => html`<span class="tag">${tag}</span>`)}
        ${result.engine ? html`<span class="quiet">${t('result.engine', { engine: result.engine })}</span>` : nothing}
      </p>
    </div>`;
}

const confidence = (value) => html`
  <span class="confidence">
    <span class="quiet">${t('result.confidence')}</span>
    <span class="meter" aria-hidden="true"><span .style=${`width:${percent(Math.min(1, Math.max(0, value)))}`}></span></span>
    <b>${percent(value)}</b>
  </span>`;

function omission(id, item) {
  const key = `${id}\n${item}`;
  const tick = (event) => {
    event.target.checked ? ticked.add(key) : ticked.delete(key);
    changed();
  };
  return html`<li><label><input type="checkbox" .checked=${ticked.has(key)} @change=${tick}><span>${item}</span></label></li>`;
}

const entity = ({ type, text, value }) => html`
  <div><dt>${word('entity', type)}</dt>
    <dd>${text}${value && value !== text ? html` <span class="quiet">${value}</span>` : nothing}</dd></div>`;
