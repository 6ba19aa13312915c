// A modelling task: how far it is, what is being said, and what came of it.

import { html, nothing } from 'lit-html';
import { t } from './i18n.js';
import { changed } from './paint.js';
import { duration, percent } from './format.js';
import { stepper } from './run-stages.js';
import { feed } from './run-feed.js';
import { paper } from './run-paper.js';
import { notebook } from './run-notebook.js';
import { files } from './run-files.js';
import { usage } from './run-usage.js';

const BAR = 56; // Pixels of the bar at the top of the page.
const TABS = { stream: feed, paper, notebook, files, usage };

/** @param {object} opened the open task: `task` and `outcome` from the server, and its `run` */
export function runView(opened) {
  const { task, run } = opened;
  opened.tab ??= task.status === 'completed' ? 'paper' : 'stream';
  return html`
    <section class="panel run-head" aria-label=${t('run.progress')}>
      ${stepper(run, task.status)}
      ${bar(run, task.status)}
      ${run.problem ? problem(run.problem) : nothing}
    </section>
    ${tabs(opened)}
    <div class="tab" id="tab-panel" role="tabpanel" aria-labelledby=${`tab-${opened.tab}`}>${TABS[opened.tab](opened)}</div>`;
}

function bar(run, status) {
  const done = status === 'completed' ? 1 : run.progress ?? 0;
  const remaining = status === 'processing' ? run.remaining() : null;
  return html`
    <div class="progress">
      <progress max="1" .value=${done} aria-label=${t('run.progress')}></progress>
      <p class="progress-words"><b>${percent(done)}</b><span class="progress-stage">${run.stage}</span>
        <span class="quiet">${run.began ? t('run.elapsed', { time: duration(run.elapsed()) }) : nothing}
        ${remaining === null ? nothing : t('run.remaining', { time: duration(remaining) })}</span></p>
    </div>`;
}

const problem = ({ error_type: type, message, details }) => html`
  <div class="problem" role="alert"><b>${message}</b> <code>${type}</code>
    ${details && details !== message ? html`<pre class="problem-details" tabindex="0">${details.slice(0, 20_000)}</pre>` : nothing}</div>`;

function tabs(opened) {
  const names = Object.keys(TABS);
  const open = (name) => {
    opened.tab = name;
    toBeginning();
    changed();
  };
  const key = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = names[(names.indexOf(opened.tab) + step + names.length) % names.length];
      open(next);
      document.getElementById(`tab-${next}`).focus();
    }
  };
  const { run, task } = opened;
  return html`<div class="tabs-strip"><div class="tabs" role="tablist" aria-label=${t('run.parts')} @keydown=${key}>
    ${names.map((name) => html`<button type="button" role="tab" id=${`tab-${name}`} aria-controls="tab-panel" aria-selected=${opened.tab === name ? 'true' : 'false'}
      tabindex=${opened.tab === name ? 0 : -1} @click=${() => open(name)}>${t(`run.${name}`)}</button>`)}</div>
    ${task.status === 'processing' ? html`<span class="tabs-done" aria-hidden="true">${percent(run.progress ?? 0)}</span>` : nothing}</div>`;
}

/** Another tab is read from its beginning: just below the tabs, if they are at the top already. */
function toBeginning() {
  const beginning = document.querySelector('.run-head').getBoundingClientRect().bottom + scrollY - BAR;
  if (scrollY > beginning) {
    scrollTo({ top: beginning, behavior: 'instant' });
  }
}
