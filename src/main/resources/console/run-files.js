// The files in the task's workspace.

import { html, nothing } from 'lit-html';
import { loom } from './session.js';
import { t } from './i18n.js';
import { failed } from './notices.js';
import { bytes, plainName, shortTime, when } from './format.js';
import { icons } from './icons.js';
import { resource } from './resource.js';
import { save } from './save.js';

export function files(opened) {
  // What is there changes with the work: fetched again at each cell, and at the end.
  const stand = `${opened.task.status} ${opened.run.cells.length}`;
  if (!opened.files) {
    opened.files = resource(() => loom.files(opened.id));
  } else if (opened.filesAt !== stand) {
    opened.files.load();
  }
  opened.filesAt = stand;
  return opened.files.show((list) => list.length ? table(opened, list) : html`<p class="quiet nothing">${t('files.none')}</p>`);
}

const table = (opened, list) => html`
  <section class="panel files">
    <header class="section-head"><h2>${t('run.files')}</h2>
      <button type="button" class="button small" @click=${() => download(loom.allFiles(opened.id), `${opened.id}_all_files.zip`)}>${icons.download}${t('files.all')}</button></header>
    <ul>${list.map((file) => entry(opened, file))}</ul>
  </section>`;

function entry(opened, { name, size, created_at: made }) {
  const label = plainName(name);
  return html`<li class="file" data-name=${name}>${icons.file}
    <span class="file-name"><bdi dir="ltr">${label}</bdi></span>
    <span class="quiet">${bytes(Number(size) || 0)}</span>
    <span class="quiet file-time">${made ? shortTime(when(made)) : nothing}</span>
    <button type="button" class="icon-button" aria-label=${t('files.download', { name: label })} title=${t('files.one')}
      @click=${() => download(loom.file(opened.id, name), name)}>${icons.download}</button></li>`;
}

async function download(blob, name) {
  try {
    save(await blob, name);
  } catch (error) {
    failed(error);
  }
}
