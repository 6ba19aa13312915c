// Modelling: hand in a problem with its data.

import { html, nothing } from 'lit-html';
import { loom } from './session.js';
import { language, sentenceOf, t } from './i18n.js';
import { changed } from './paint.js';
import { bytes, plainName } from './format.js';
import { icons } from './icons.js';
import { resource } from './resource.js';

const MOST = 100 * 1024 * 1024; // The server takes files up to this size.

let draft = empty();
let config = null;
let sending = false;
let problem = null;
let over = false;

export const modeling = {
  title: () => t('modeling.title'),
  enter() {
    problem = null;
    config = resource(() => loom.config());
  },
  template,
};

function empty() {
  return { problem: '', template: null, format: 'Markdown', files: [] };
}

/** A paper in the page's language, until one is chosen. */
const style = () => draft.template ?? (language() === 'zh' ? 'CHINA' : 'AMERICAN');

function template() {
  return html`
  <div class="modeling">
    <section class="modeling-form">
      <h1 tabindex="-1">${t('modeling.title')}</h1>
      <p class="lead">${t('modeling.lead')}</p>
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      <form class="panel" @submit=${submitted}>
        <label class="field"><span>${t('modeling.problem')}</span>
          <textarea class="input" name="problem" rows="9" required placeholder=${t('modeling.problem.placeholder')} .value=${draft.problem}
            @input=${(event) => { draft.problem = event.target.value; changed(); }}></textarea></label>
        ${drop()}
        <div class="choices">
          ${radios('template', ['CHINA', 'AMERICAN'], style())}
          ${radios('format', ['Markdown', 'LaTeX'], draft.format)}
        </div>
        <div class="buttons"><button class="button primary" ?disabled=${sending || !draft.problem.trim()}>${t(sending ? 'modeling.sending' : 'modeling.start')}</button></div>
      </form>
    </section>
    <aside class="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">${t('modeling.examples')}</h2>
      ${config.show(({ examples = [] }) => examples.length
        ? html`<ul>${examples.map(example)}</ul>`
        : html`<p class="quiet">${t('modeling.examples.none')}</p>`)}
    </aside>
  </div>`;
}

function example(given) {
  const { source, title = source, files = [] } = given;
  const data = files.join(', ');
  return html`<li><button type="button" class="sample" ?disabled=${sending} @click=${() => start(loom.example.bind(loom, source))}>
    <span><b>${title}</b>${data ? html`<span class="quiet">${data}</span>` : nothing}</span>${icons.open}</button></li>`;
}

function drop() {
  const hover = (event, is) => {
    event.preventDefault();
    over = is;
    changed();
  };
  return html`
    <div class="drop" data-over=${over ? 'true' : 'false'} @dragover=${(event) => hover(event, true)} @dragleave=${(event) => hover(event, false)}
      @drop=${(event) => { hover(event, false); add(event.dataTransfer.files); }}>
      <label class="drop-label">${icons.upload}<span>${t('modeling.files')} <span class="link">${t('modeling.files.choose')}</span></span>
        <input class="sr" type="file" name="files" multiple @change=${(event) => { add(event.target.files); event.target.value = ''; }}></label>
      ${draft.files.length ? html`<ul>${draft.files.map(chosen)}</ul>` : nothing}
    </div>`;
}

function chosen(file) {
  const name = plainName(file.name);
  const remove = () => {
    draft.files = draft.files.filter((other) => other !== file);
    changed();
  };
  return html`<li class="file">${icons.file}<span class="file-name"><bdi dir="ltr">${name}</bdi></span>
    <span class=${file.size > MOST ? 'too-large' : 'quiet'}>${bytes(file.size)}</span>
    <button type="button" class="icon-button" aria-label=${t('modeling.files.remove', { name })} @click=${remove}>${icons.close}</button></li>`;
}

/** A file of the same name replaces the earlier one, as it would in the workspace. */
function add(files) {
  const names = new Set(Array.from(files, (file) => file.name));
  draft.files = [...draft.files.filter((file) => !names.has(file.name)), ...files];
  const large = draft.files.find((file) => file.size > MOST);
  problem = large ? t('modeling.files.large', { name: plainName(large.name), most: bytes(MOST) }) : null;
  changed();
}

const radios = (name, values, now) => html`
  <fieldset class="segments"><legend>${t(`modeling.${name}`)}</legend>
    ${values.map((value) => html`<label><input type="radio" name=${name} .checked=${now === value}
      @change=${() => { draft[name] = value; changed(); }}><span>${t(`modeling.${name}.${value}`)}</span></label>`)}</fieldset>`;

function submitted(event) {
  event.preventDefault();
  const { problem: words, format, files } = draft;
  const sent = { problem: words, template: style(), format, files };
  start(() => loom.model(sent), empty);
}

async function start(request, then = () => draft) {
  sending = true;
  problem = null;
  changed();
  try {
    const { task_id: id } = await request();
    draft = then();
    location.hash = `#/tasks/${id}`;
  } catch (error) {
    problem = error.status === 404 ? t('modeling.unserved') : sentenceOf(error);
  }
  sending = false;
  changed();
}
