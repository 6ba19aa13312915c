// Live: say something, watch it being worked on.

import { html, nothing } from 'lit-html';
import './rows.js';
import { t } from './i18n.js';
import { changed } from './paint.js';
import { analysis } from './analysis.js';
import { again, cancel, isActive, liveTasks, submit } from './live-store.js';
import { state } from './parts.js';
import { duration, shortTime, when } from './format.js';
import { icons } from './icons.js';

let draft = '';
const opened = new Set();

export const live = {
  title: () => t('live.title'),
  template,
};

function template() {
  const tasks = liveTasks();
  const active = tasks.filter(isActive).length;
  return html`
    <div class="live">
      <section class="composer">
        <h1 tabindex="-1">${t('live.title')}</h1>
        <p class="lead">${t('live.lead')}</p>
        ${composer()}
      </section>
      <section class="stream" aria-labelledby="live-tasks">
        <header class="section-head">
          <h2 id="live-tasks">${t('live.tasks')}</h2>
          ${tasks.length ? html`<p class="quiet" role="status">${t('live.count', { active, total: tasks.length })}</p>` : nothing}
        </header>
        ${tasks.length
          ? html`<tl-rows class="cards" aria-labelledby="live-tasks" .estimate=${72} .key=${(task) => task.key} .row=${card} .items=${tasks}></tl-rows>`
          : samples()}
      </section>
    </div>`;
}

function composer() {
  const event = eventIn(draft);
  const typed = (e) => {
    draft = e.target.value;
    changed();
  };
  const key = (e) => {
    // Enter also confirms a word in an input method: that one is not ours.
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      send();
    }
  };
  return html`
    <form @submit=${(e) => { e.preventDefault(); send(); }}>
      <label class="sr" for="draft">${t('live.label')}</label>
      <textarea id="draft" class="input" rows="4" maxlength="200000" placeholder=${t('live.placeholder')}
        aria-describedby="draft-hint" .value=${draft} @input=${typed} @keydown=${key}></textarea>
      <div class="composer-foot">
        <p id="draft-hint" class="quiet" aria-live="polite">${event
          ? t('live.event', { id: event.event_id })
          : /^\s*\{/.test(draft) ? t('live.json') : t('live.hint')}</p>
        <button class="button primary" ?disabled=${!draft.trim()}>${t('live.submit')}</button>
      </div>
    </form>`;
}

const samples = () => html`
  <div class="samples">
    <p class="quiet">${t('live.empty')}</p>
    ${[1, 2, 3].map((n) => html`
      <button type="button" class="sample" @click=${() => take(submit(t(`live.sample.${n}`)))}>${t(`live.sample.${n}`)}${icons.open}</button>`)}
  </div>`;

function card(task) {
  const isOpen = opened.has(task.key);
  const title = task.text || task.id;
  const toggle = () => {
    isOpen ? opened.delete(task.key) : opened.add(task.key);
    changed();
  };
  return html`
    <div class="card" data-status=${task.status} data-task=${task.id}>
      <div class="card-head">
        <button type="button" class="card-toggle" aria-expanded=${isOpen ? 'true' : 'false'} @click=${toggle}>
          ${state(task.status)}
          <span class="card-title">${title}</span>
          <span class="chevron">${icons.chevron}</span>
        </button>
        <span class="card-side">
          <span class="quiet time">${took(task)}</span>
          ${isActive(task) && task.status !== 'sending'
            ? html`<button type="button" class="button small" aria-label=${t('task.cancel.label', { title })} @click=${() => cancel(task)}>${t('task.cancel')}</button>`
            : nothing}
          ${task.status === 'refused'
            ? html`<button type="button" class="button small" @click=${() => take(again(task))}>${t('live.again')}</button>`
            : nothing}
          ${task.id.startsWith('local-')
            ? nothing
            : html`<a class="icon-button" href="#/tasks/${task.id}" aria-label=${t('task.open.label', { title })} title=${t('task.open')}>${icons.open}</a>`}
        </span>
      </div>
      ${isOpen ? html`<div class="card-body">${body(task)}</div>` : nothing}
    </div>`;
}

function body(task) {
  if (task.status === 'completed' && task.result) {
    return analysis(task.id, task.result);
  }
  if (task.error) {
    return html`<p class="problem">${task.error}</p>`;
  }
  const words = { cancelled: 'result.cancelled', processing: 'result.working' }[task.status] ?? 'result.waiting';
  return html`<p class="quiet">${t(words)}</p>`;
}

function took(task) {
  if (task.ended && task.created) {
    return duration(task.ended - task.created);
  }
  return isActive(task) ? '' : shortTime(when(task.created));
}

function send() {
  const text = draft.trim();
  if (text) {
    draft = '';
    document.getElementById('draft').value = ''; // At once: who types on must not type into what was sent.
    take(submit(eventIn(text) ?? text));
  }
}

/** The one just submitted is shown open; those before it fold up. */
function take(task) {
  opened.clear();
  opened.add(task.key);
  changed();
}

/** The event in what was pasted: bare, or in a message as the protocol has it. */
function eventIn(text) {
  if (!/^\s*\{/.test(text)) {
    return null;
  }
  try {
    const pasted = JSON.parse(text);
    const event = pasted.data?.event ?? pasted.event ?? pasted;
    return typeof event.event_id === 'string' && typeof event.transcript === 'string' ? event : null;
  } catch {
    return null;
  }
}
