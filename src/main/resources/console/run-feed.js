// Every message of the task, in order, as it comes.

import { html, nothing } from 'lit-html';
import './rows.js';
import './code.js';
import './figure.js';
import './markdown.js';
import { t, word } from './i18n.js';
import { changed } from './paint.js';
import { clock, duration, percent, plainName, when } from './format.js';
import { icons } from './icons.js';
import { output } from './code.js';

const FILTERS = {
  all: () => true,
  agents: ({ type }) => type === 'agent' || type === 'step',
  code: ({ type }) => type === 'code_execution',
  errors: (message) => message.type === 'error' || Boolean(message.error) || message.status === 'error' || message.status === 'failed',
};

export function feed(opened) {
  const { run, task } = opened;
  opened.filter ??= 'all';
  const passes = FILTERS[opened.filter];
  const shown = opened.filter === 'all' ? run.messages : filtered(opened, passes);
  return html`
    <div class="feed-bar" role="group" aria-label=${t('feed.filter')}>
      ${Object.keys(FILTERS).map((name) => html`
        <button type="button" class="chip" aria-pressed=${opened.filter === name ? 'true' : 'false'} @click=${() => choose(opened, name)}>${t(`feed.${name}`)}</button>`)}
      <span class="quiet">${t('feed.count', { n: shown.length })}</span>
    </div>
    ${shown.length
      ? html`<tl-rows class="feed" aria-label=${t('run.stream')} .follow=${task.status === 'processing'} .estimate=${46}
          .key=${(message) => message.seq} .row=${(message) => row(run, message)} .items=${shown}></tl-rows>
          <button type="button" class="button to-end" @click=${toEnd}>${icons.down}${t('feed.end')}</button>`
      : html`<p class="quiet nothing">${t('feed.empty')}</p>`}`;
}

function choose(opened, name) {
  opened.filter = name;
  opened.passed = null;
  changed();
}

/** What passes, without looking again at what was looked at. */
function filtered(opened, passes) {
  opened.passed ??= { seen: 0, messages: [] };
  const { passed, run } = opened;
  for (; passed.seen < run.messages.length; passed.seen++) {
    if (passes(run.messages[passed.seen])) {
      passed.messages.push(run.messages[passed.seen]);
    }
  }
  return passed.messages;
}

function toEnd() {
  document.querySelector('tl-rows.feed').toEnd();
}

function row(run, message) {
  const kind = ROWS[message.type] ?? ROWS.system;
  return html`<div class="message" data-type=${message.type}>
    <time class="quiet">${clock(when(message.timestamp))}</time>
    <div class="message-body">${kind(message, run)}</div></div>`;
}

const ROWS = {
  system: ({ content }) => html`<p class="system">${content}</p>`,
  progress: ({ progress, message, stage }) => html`<p class="quiet"><b>${percent(progress)}</b> ${message || stage}</p>`,
  agent: ({ agent_type: agent, status, content }, run) => html`
    <p class="who" data-status=${status}><b>${word('agent', agent)}</b> <span class="badge small">${word('step', { start: 'started' }[status] ?? status)}</span></p>
    ${content ? said(content, run) : nothing}`,
  step: ({ step_name: name, step_index: index, total_steps: total, status, content }) => html`
    <p class="step-line" data-status=${status}><span class="step-count">${index}/${total}</span> <b>${name}</b>
      <span class="quiet">${word('step', status)}</span> ${content ? html`<span>${content}</span>` : nothing}</p>`,
  code_execution: cell,
  error: ({ error_type: type, message, details }) => html`
    <p class="problem"><b>${message}</b> <code>${type}</code></p>${details ? html`<pre class="output bad" tabindex="0">${details.slice(0, 20_000)}</pre>` : nothing}`,
  success: ({ content, result_files: files = [] }) => html`
    <p class="good">${content}</p><p class="quiet">${files.map((name) => html`<code class="file-name"><bdi>${plainName(name)}</bdi></code> `)}</p>`,
};

/** Short sentences as they are; what has structure as Markdown. */
function said(content, run) {
  return /[\n$*`#|]/.test(content) && content.length < 100_000
    ? html`<tl-markdown .run=${run} .text=${content}></tl-markdown>`
    : html`<p class="said">${content.slice(0, 20_000)}</p>`;
}

/** A cell that ran: code, what it printed, how it failed, what it drew. */
export function cell(message, run) {
  const { code, output: printed, error, execution_time: seconds, figures = [] } = message;
  return html`
    <div class="cell" data-failed=${error ? 'true' : 'false'}>
      <tl-code .code=${code}></tl-code>
      ${printed ? output(message, printed) : nothing}
      ${error ? html`<pre class="output bad" tabindex="0">${error.slice(0, 20_000)}</pre>` : nothing}
      ${figures.length ? html`<div class="figures">${figures.map((name) => html`<tl-figure .run=${run} .name=${name}></tl-figure>`)}</div>` : nothing}
      <p class="cell-foot quiet">${error ? t('cell.failed') : t('cell.ran')} · ${duration(Number(seconds) || 0)}</p>
    </div>`;
}
