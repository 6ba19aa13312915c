// The notebook's cells: as they ran while the task works, from the file once it is there.

import { html, nothing } from 'lit-html';
import './rows.js';
import './code.js';
import './markdown.js';
import { loom } from './session.js';
import { t } from './i18n.js';
import { resource } from './resource.js';
import { output } from './code.js';
import { cell } from './run-feed.js';

const NOTEBOOK = 'notebook.ipynb';
const COLOUR_CODES = /\u001b\[[0-9;]*m/g;

export function notebook(opened) {
  if (opened.task.status !== 'completed') {
    const { run } = opened;
    return run.cells.length
      ? rows(run.cells, (message) => html`<div class="nb-cell">${cell(message, run)}</div>`)
      : html`<p class="quiet nothing">${t('notebook.later')}</p>`;
  }
  opened.notebook ??= resource(async () => JSON.parse(await (await loom.file(opened.id, NOTEBOOK)).text()).cells ?? []);
  return opened.notebook.show((cells) => rows(cells, (each) => nbCell(each, opened.run)));
}

const rows = (items, row) =>
  html`<tl-rows class="notebook" aria-label=${t('run.notebook')} .estimate=${200} .key=${(_, index) => index} .row=${row} .items=${items}></tl-rows>`;

const text = (value) => (Array.isArray(value) ? value.join('') : String(value ?? ''));

function nbCell({ cell_type: type, source, execution_count: count, outputs = [] }, run) {
  if (type !== 'code') {
    return html`<div class="nb-cell prose"><tl-markdown .run=${run} .text=${text(source)}></tl-markdown></div>`;
  }
  return html`<div class="nb-cell">
    <p class="quiet nb-count">[${count ?? ' '}]</p>
    <div class="cell"><tl-code .code=${text(source)}></tl-code>${outputs.map(nbOutput)}</div></div>`;
}

/** Text and bitmaps only: HTML a program wrote is not shown as such. */
function nbOutput(each) {
  if (each.output_type === 'stream') {
    return output(each, text(each.text));
  }
  if (each.output_type === 'error') {
    const traceback = each.traceback?.length ? each.traceback.join('\n') : `${each.ename}: ${each.evalue}`;
    return output(each, traceback.replace(COLOUR_CODES, ''), { bad: true });
  }
  const png = text(each.data?.['image/png']).replace(/\s/g, '');
  if (png && /^[A-Za-z0-9+/=]+$/.test(png)) {
    return html`<div class="figures"><figure><img src=${`data:image/png;base64,${png}`} alt=${t('notebook.figure')}></figure></div>`;
  }
  return each.data?.['text/plain'] ? output(each, text(each.data['text/plain'])) : nothing;
}
