// Tokens and cost by agent.

import { html } from 'lit-html';
import { loom } from './session.js';
import { t, word } from './i18n.js';
import { number } from './format.js';
import { resource } from './resource.js';

export function usage(opened) {
  // Counted when a stage ends, which is when its agent says so.
  const stand = `${opened.task.status} ${opened.run.messages.findLastIndex(({ type }) => type === 'agent')}`;
  if (!opened.usage) {
    opened.usage = resource(() => loom.usage(opened.id));
  } else if (opened.usageAt !== stand) {
    opened.usage.load();
  }
  opened.usageAt = stand;
  return opened.usage.show(table);
}

function table({ token_usage: byAgent = {}, total_cost: cost = 0 }) {
  const agents = Object.entries(byAgent);
  if (!agents.some(([, use]) => use.total_tokens)) {
    return html`<p class="quiet nothing">${t('usage.none')}</p>`;
  }
  const total = (field) => agents.reduce((sum, [, use]) => sum + (Number(use[field]) || 0), 0);
  return html`
    <section class="panel"><div class="table-frame" tabindex="0"><table class="usage">
      <caption class="sr">${t('run.usage')}</caption>
      <thead><tr><th scope="col">${t('usage.agent')}</th><th scope="col">${t('usage.prompt')}</th><th scope="col">${t('usage.completion')}</th><th scope="col">${t('usage.total')}</th><th scope="col">${t('usage.cost')}</th></tr></thead>
      <tbody>${agents.map(([agent, use]) => html`<tr><th scope="row">${word('agent', agent)}</th>
        <td>${number(use.prompt_tokens ?? 0)}</td><td>${number(use.completion_tokens ?? 0)}</td><td>${number(use.total_tokens ?? 0)}</td><td>${number(Number(use.cost) || 0, 4)}</td></tr>`)}</tbody>
      <tfoot><tr><th scope="row">${t('usage.all')}</th><td>${number(total('prompt_tokens'))}</td><td>${number(total('completion_tokens'))}</td><td>${number(total('total_tokens'))}</td><td>${number(Number(cost) || 0, 4)}</td></tr></tfoot>
    </table></div></section>`;
}
