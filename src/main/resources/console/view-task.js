// One task, of either kind: as it is now, or as it was. Its whole stream is replayed, then followed.

import { html, nothing } from 'lit-html';
import { loom } from './session.js';
import { sentenceOf, t } from './i18n.js';
import { changed } from './paint.js';
import { failed, notice } from './notices.js';
import { icons } from './icons.js';
import { duration, fullTime, when } from './format.js';
import { state } from './parts.js';
import { analysis } from './analysis.js';
import { pinTask, removeTask, renameTask } from './task-actions.js';
import { Run } from './run.js';
import { runView } from './view-run.js';

const ACTIVE = ['pending', 'processing'];

let shown = null;

export const task = {
  title: () => shown?.task?.title ?? t('task.id'),
  enter,
  leave,
  template,
};

function enter(id) {
  leave();
  const opened = { id, task: null, outcome: null, problem: null, run: new Run(id), watch: null };
  shown = opened;
  read(opened);
}

function leave() {
  shown?.watch?.close();
  shown?.run.close();
  shown = null;
}

async function read(opened) {
  try {
    [opened.task, opened.outcome] = await Promise.all([loom.task(opened.id), loom.outcome(opened.id)]);
  } catch (error) {
    opened.problem = error;
    changed();
    return;
  }
  changed();
  if (shown === opened && !opened.watch) {
    opened.watch = loom.watch(opened.id, {
      onMessage: (message) => told(opened, message),
      onEnd: () => again(opened),
    });
  }
}

function told(opened, message) {
  opened.run.add(message);
  if (message.type === 'task_status_update') {
    Object.assign(opened.outcome, { result: message.result, error: message.error });
    become(opened, message.status);
  } else if (opened.task.status === 'pending' && opened.run.progress !== null) {
    become(opened, 'processing');
  }
  changed();
}

function become(opened, status) {
  opened.task.status = status;
}

/** At the end of the stream the server knows the times and the state to the last. */
async function again(opened) {
  if (shown === opened) {
    try {
      [opened.task, opened.outcome] = await Promise.all([loom.task(opened.id), loom.outcome(opened.id)]);
      opened.run.over();
    } catch (error) {
      opened.problem = error;
    }
    changed();
  }
}

function template() {
  if (shown.problem) {
    return missing(shown.problem);
  }
  if (!shown.task || !shown.outcome) {
    return html`<h1 class="sr" tabindex="-1">${t('task.id')}</h1><p class="quiet">${t('task.loading')}</p>`;
  }
  return html`
    <div class="task">
      ${head(shown.task, shown.outcome)}
      ${shown.task.kind === 'modeling' ? runView(shown) : reasoning(shown)}
    </div>`;
}

function missing(problem) {
  const unknown = problem.status === 404;
  return html`<div class="nothing">
    <h1 tabindex="-1">${unknown ? t('task.missing') : t('task.error')}</h1>
    <p class="quiet">${unknown ? t('task.missing.body') : sentenceOf(problem)}</p>
    <a class="button" href="#/history">${t('task.back')}</a></div>`;
}

function head(of, outcome) {
  const { title } = of;
  const took = time(of, outcome);
  return html`
    <header class="task-head">
      <div class="task-title"><h1 tabindex="-1">${title}</h1></div>
      <div class="task-actions">
        ${ACTIVE.includes(of.status)
          ? html`<button type="button" class="button" aria-label=${t('task.cancel.label', { title })} @click=${() => cancelled(of)}>${t('task.cancel')}</button>`
          : nothing}
        <button type="button" class="icon-button" aria-pressed=${of.pinned ? 'true' : 'false'} aria-label=${t('task.pin.label', { title })} title=${t(of.pinned ? 'task.unpin' : 'task.pin')} @click=${() => pinTask(of)}>${of.pinned ? icons.pinned : icons.pin}</button>
        <button type="button" class="icon-button" aria-label=${t('task.copy')} title=${t('task.copy')} @click=${copyLink}>${icons.link}</button>
        <button type="button" class="icon-button" aria-label=${t('task.rename.label', { title })} title=${t('task.rename')} @click=${() => renameTask(of)}>${icons.rename}</button>
        <button type="button" class="icon-button" aria-label=${t('task.delete.label', { title })} title=${t('task.delete')} @click=${() => removed(of)}>${icons.remove}</button>
      </div>
      <dl class="facts">
        <div><dt class="sr">${t('history.status')}</dt><dd><span role="status">${state(of.status)}</span></dd></div>
        <div><dt>${t('task.submitted')}</dt><dd>${fullTime(when(of.created_at))}</dd></div>
        ${took === null ? nothing : html`<div><dt>${t('task.took')}</dt><dd>${duration(took)}</dd></div>`}
        ${outcome.attempts > 1 ? html`<div><dt>${t('task.attempts')}</dt><dd>${outcome.attempts}</dd></div>` : nothing}
        <div><dt>${t('task.id')}</dt><dd><code>${of.task_id}</code></dd></div>
      </dl>
    </header>`;
}

function time(of, outcome) {
  if (ACTIVE.includes(of.status) || !outcome.completed_at) {
    return null;
  }
  return outcome.completed_at - outcome.created_at;
}

const reasoning = ({ id, task: of, outcome, run }) => html`
  ${of.description && of.description !== of.title
    ? html`<section class="panel"><h2>${t('task.text')}</h2><p class="plan">${of.description}</p></section>`
    : nothing}
  <section class="panel" aria-live="polite">
    ${outcome.result
      ? analysis(id, outcome.result)
      : outcome.error
        ? html`<h2>${t('task.error')}</h2><p class="problem">${outcome.error}</p>`
        : html`<p class="quiet">${t({ cancelled: 'result.cancelled', processing: 'result.working' }[of.status] ?? 'result.waiting')}</p>`}
  </section>
  <section class="panel"><h2>${t('task.messages')}</h2>
    <ol class="timeline">${run.messages.map((message) => html`
      <li><time>${fullTime(when(message.timestamp))}</time>${state(message.status ?? 'pending')}</li>`)}</ol>
  </section>`;

async function cancelled(of) {
  try {
    await loom.cancelTask(of.task_id);
    of.status = 'cancelled';
    changed();
  } catch (error) {
    failed(error);
  }
}

async function removed(of) {
  if (await removeTask(of)) {
    location.hash = '#/history';
  }
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    notice(t('task.copied'));
  } catch (error) {
    notice(error.message, { bad: true });
  }
}
