// Overview: how the server is.

import { html, nothing } from 'lit-html';
import { sentenceOf, t, word } from './i18n.js';
import { duration, number } from './format.js';
import { chart } from './chart.js';
import { figures, watchFigures } from './samples.js';

const STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'];

let stop = null;

export const overview = {
  title: () => t('overview.title'),
  enter() {
    stop = watchFigures();
  },
  leave: () => stop(),
  template,
};

function template() {
  const { stats, now, service, points, problem } = figures;
  return html`
    <div class="overview">
      <header class="section-head"><h1 tabindex="-1">${t('overview.title')}</h1>
        ${service ? html`<p class="quiet">Taskloom ${service.version} · ${t('overview.up', { time: duration(service.uptime_seconds) })}</p>` : nothing}</header>
      ${problem ? html`<p class="problem" role="alert">${sentenceOf(problem)}</p>` : nothing}
      ${stats ? html`
        <dl class="tiles">
          ${tile(t('overview.queue'), number(stats.queue_size))}
          ${tile(t('overview.working'), number(stats.active_tasks))}
          ${tile(t('overview.completed'), number(stats.completed_tasks))}
          ${tile(t('overview.failed'), number(stats.failed_tasks), stats.failed_tasks ? 'bad' : '')}
          ${tile(t('overview.connections'), number(stats.active_connections))}
          ${models(now.values)}
        </dl>
        <div class="charts">
          ${chart({ title: t('overview.throughput'), points, lines: [{ field: 'rate', label: t('overview.rate'), look: 'main' }], format: (value) => number(value, 1) })}
          ${chart({ title: t('overview.latency'), points, lines: [{ field: 'p50', label: t('overview.p50'), look: 'main' }, { field: 'p95', label: t('overview.p95'), look: 'second' }], format: duration })}
          ${chart({ title: t('overview.load'), points, lines: [{ field: 'working', label: t('overview.working'), look: 'main' }, { field: 'queue', label: t('overview.queue'), look: 'second' }], format: (value) => number(value, 1) })}
          ${byState(now.values)}
        </div>` : html`<p class="quiet">${t('task.loading')}</p>`}
      ${service ? parts(service) : nothing}
    </div>`;
}

const tile = (label, value, look = '') => html`<div class="tile" data-look=${look}><dt>${label}</dt><dd>${value}</dd></div>`;

/** Only where a model is called: the embedded analyst needs none. */
function models(values) {
  if (!values.has('taskloom_model_calls_total')) {
    return nothing;
  }
  const tokens = (values.get('taskloom_model_tokens_total.prompt') ?? 0) + (values.get('taskloom_model_tokens_total.completion') ?? 0);
  return html`${tile(t('overview.calls'), number(values.get('taskloom_model_calls_total')))}${tile(t('overview.tokens'), number(tokens))}`;
}

function byState(values) {
  const counts = STATUSES.map((status) => [status, values.get(`taskloom_tasks.${status}`) ?? 0]);
  const most = Math.max(1, ...counts.map(([, count]) => count));
  return html`<section class="panel by-state"><h2>${t('overview.states')}</h2>
    <dl>${counts.map(([status, count]) => html`<div><dt>${t(`status.${status}`)}</dt>
      <dd><span class="share" data-status=${status} .style=${`width:${(count / most) * 100}%`}></span><b>${number(count)}</b></dd></div>`)}</dl></section>`;
}

const parts = ({ parts: all = {}, commit, functions = [] }) => html`
  <section class="panel service"><h2>${t('overview.parts')}</h2>
    <dl class="facts-list">
      ${Object.entries(all).map(([name, { name: used, status }]) => html`
        <div><dt>${word('part', name)}</dt><dd>${used} <span class=${status === 'ok' ? 'good' : 'bad'}>${status === 'ok' ? t('overview.ok') : status}</span></dd></div>`)}
      <div><dt>${t('overview.functions')}</dt><dd>${functions.join(', ')}</dd></div>
      ${commit ? html`<div><dt>${t('overview.commit')}</dt><dd><code>${commit}</code></dd></div>` : nothing}
    </dl></section>`;
