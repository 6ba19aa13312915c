// History: look back. Pages are fetched as the end of the list comes into sight.

import { html, nothing } from 'lit-html';
import './rows.js';
import { loom } from './session.js';
import { sentenceOf, t, word } from './i18n.js';
import { changed } from './paint.js';
import { failed } from './notices.js';
import { icons } from './icons.js';
import { fullTime, shortTime, when } from './format.js';
import { state } from './parts.js';
import { pinTask, removeTask, renameTask } from './task-actions.js';

const KINDS = ['reasoning', 'modeling'];
const STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'];
const NO_FILTERS = { q: '', kind: '', status: '', pinned_only: '' };
const TYPING = 250; // ms without a key before a search is asked

let filters = { ...NO_FILTERS };
let page = empty();
let wanted = page; // What was asked for last: what comes for another list comes too late.
let typing = 0;

export const history = {
  title: () => t('history.title'),
  enter: () => load(empty()),
  leave: () => (wanted = null),
  template,
};

function empty() {
  return { tasks: [], total: null, next: null, loading: false, problem: null };
}

/** Fetches the next page of `into`, and shows it if nothing newer was asked meanwhile. */
async function load(into) {
  wanted = into;
  into.loading = true;
  into.problem = null;
  if (into === page) {
    changed();
  }
  let found = [];
  try {
    const { total, tasks, next_cursor: next } = await loom.history({ ...filters, cursor: into.next, limit: 50 });
    const known = new Set(into.tasks.map((task) => task.task_id));
    found = tasks.filter((task) => !known.has(task.task_id));
    into.tasks = [...into.tasks, ...found];
    // A search tells how many its first page has found, which may be none.
    Object.assign(into, { total: Math.max(total, into.tasks.length), next });
  } catch (error) {
    into.problem = sentenceOf(error);
  }
  into.loading = false;
  if (into === wanted) {
    page = into;
    if (!found.length && into.next && !into.problem) {
      load(into); // A search that has found nothing further so far goes on.
    }
  }
  changed();
}

function filter(change, wait = 0) {
  filters = { ...filters, ...change };
  wanted = null;
  changed();
  clearTimeout(typing);
  typing = setTimeout(() => load(empty()), wait);
}

loom.on('update', ({ task_id: id, status }) => {
  const task = page.tasks.find((each) => each.task_id === id);
  if (task && task.status !== status) {
    task.status = status;
    changed();
  }
});

function template() {
  const filtered = Object.values(filters).some(Boolean);
  return html`
    <div class="history">
      <header class="section-head">
        <h1 tabindex="-1">${t('history.title')}</h1>
        <p class="quiet" role="status">${page.total === null ? '' : t(page.total === 1 ? 'history.total.1' : 'history.total', { n: page.total })}</p>
      </header>
      <form class="filters" role="search" @submit=${(e) => e.preventDefault()}>
        <label class="search"><span class="sr">${t('history.search')}</span>${icons.search}
          <input class="input" type="search" name="q" maxlength="200" placeholder=${t('history.search.placeholder')}
            .value=${filters.q} @input=${(e) => filter({ q: e.target.value }, TYPING)}></label>
        ${choice('kind', 'history.kind', KINDS)}
        ${choice('status', 'history.status', STATUSES)}
        <label class="check"><input type="checkbox" name="pinned" .checked=${Boolean(filters.pinned_only)}
          @change=${(e) => filter({ pinned_only: e.target.checked ? 'true' : '' })}><span>${t('history.pinned')}</span></label>
      </form>
      ${page.problem
        ? html`<p class="problem" role="alert">${page.problem}
            <button type="button" class="button small" @click=${() => load(empty())}>${t('error.retry')}</button></p>`
        : nothing}
      ${page.tasks.length
        ? html`<tl-rows class="table" aria-label=${t('history.list')} .estimate=${64} .key=${(task) => task.task_id} .row=${row} .items=${[...page.tasks]}
            @end=${more}></tl-rows>
            ${page.next ? html`<p class="quiet more"><button type="button" class="button small" @click=${more}>${t('history.loading')}</button></p>` : nothing}`
        : nothingThere(filtered)}
    </div>`;
}

function more() {
  if (page === wanted && page.next && !page.loading) {
    load(page);
  }
}

const choice = (name, label, values) => html`
  <label class="choice"><span class="sr">${t(label)}</span>
    <select class="input" name=${name} @change=${(e) => filter({ [name]: e.target.value })}>
      <option value="" ?selected=${!filters[name]}>${t(label)}: ${t('history.any')}</option>
      ${values.map((value) => html`<option value=${value} ?selected=${filters[name] === value}>${word(name, value)}</option>`)}
    </select></label>`;

function nothingThere(filtered) {
  if (page.total === null || page.problem) {
    return nothing;
  }
  if (page.next) {
    return html`<p class="quiet more">${t('history.loading')}</p>`;
  }
  const clear = () => filter({ ...NO_FILTERS });
  return html`<div class="nothing"><p class="quiet">${t(filtered ? 'history.none' : 'history.empty')}</p>
    ${filtered ? html`<button type="button" class="button" @click=${clear}>${t('history.clear')}</button>` : nothing}</div>`;
}

function row(task) {
  const { title } = task;
  const made = when(task.created_at);
  const pin = task.pinned ? 'task.unpin' : 'task.pin';
  return html`
    <div class="entry" data-task=${task.task_id}>
      <a class="entry-main" href="#/tasks/${task.task_id}">
        <span class="entry-title">${title}</span>
        <span class="entry-facts">${state(task.status)}<span>${t(`kind.${task.kind}`)}</span>
          <time datetime=${task.created_at} title=${fullTime(made)}>${shortTime(made)}</time></span>
      </a>
      <span class="entry-actions">
        <button type="button" class="icon-button" aria-pressed=${task.pinned ? 'true' : 'false'} aria-label=${t('task.pin.label', { title })} title=${t(pin)}
          @click=${() => pinTask(task)}>${task.pinned ? icons.pinned : icons.pin}</button>
        <button type="button" class="icon-button" aria-label=${t('task.rename.label', { title })} title=${t('task.rename')}
          @click=${() => renameTask(task)}>${icons.rename}</button>
        <button type="button" class="icon-button" aria-label=${t('task.delete.label', { title })} title=${t('task.delete')}
          @click=${() => removed(task)}>${icons.remove}</button>
      </span>
    </div>`;
}

async function removed(task) {
  if (await removeTask(task)) {
    page.tasks = page.tasks.filter((other) => other !== task);
    page.total = page.total === null ? null : page.total - 1;
    changed();
  }
}
