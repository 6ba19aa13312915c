// The paper, once it is written.

import { html } from 'lit-html';
import './markdown.js';
import { resource } from './resource.js';
import { t } from './i18n.js';
import { loom } from './session.js';

const PAPER = 'res.md';

export function paper(opened) {
  if (opened.task.status !== 'completed') {
    return html`<p class="quiet nothing">${t('paper.later')}</p>`;
  }
  opened.paper ??= resource(async () => (await loom.file(opened.id, PAPER)).text());
  return opened.paper.show((text) => html`<article class="panel paper"><tl-markdown .run=${opened.run} .headed=${true} .text=${text}></tl-markdown></article>`);
}
