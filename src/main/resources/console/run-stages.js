// The four agents and the result, as steps.

import { html, nothing } from 'lit-html';
import { t } from './i18n.js';
import { AGENTS } from './run.js';
import { icons } from './icons.js';

const SHOWN = { start: 'working', working: 'working', done: 'done', error: 'error', waiting: 'waiting' };

export function stepper(run, status) {
  const over = status !== 'pending' && status !== 'processing';
  const result = { completed: 'done', failed: 'error', cancelled: 'stopped' }[status] ?? 'waiting';
  return html`<ol class="stepper">
    ${AGENTS.map((name) => {
      const agent = run.agents[name];
      const state = SHOWN[agent.status] ?? 'waiting';
      return step(t(`agent.${name}`), over && state === 'working' ? 'stopped' : state, state === 'working' ? agent.step : null);
    })}
    ${step(t('agent.result'), result, null)}
  </ol>`;
}

const step = (name, state, detail) => html`
  <li data-state=${state} aria-current=${state === 'working' ? 'step' : nothing}>
    <span class="step-mark" aria-hidden="true">${{ done: icons.check, error: icons.close }[state] ?? nothing}</span>
    <span class="step-name">${name}<span class="sr">: ${t(`step.${state}`)}</span></span>
    <span class="step-detail quiet">${detail ? `${detail.step_name} ${detail.step_index}/${detail.total_steps}` : nothing}</span>
  </li>`;
