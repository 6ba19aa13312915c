// The frame of the page: where we are, how the connection is, and the view itself.

import { html, nothing, render } from 'lit-html';
import { changed, paintWith } from './paint.js';
import { loom, useKey } from './session.js';
import { language, switchLanguage, t } from './i18n.js';
import { switchTheme, theme } from './look.js';
import { icons } from './icons.js';
import { notices } from './notices.js';
import { asked } from './dialogs.js';
import { live } from './view-live.js';
import { modeling } from './view-modeling.js';
import { history } from './view-history.js';
import { overview } from './view-overview.js';
import { task } from './view-task.js';

const VIEWS = { '': live, modeling, history, overview, tasks: task };
const NAV = [['', 'live', icons.live], ['modeling', 'modeling', icons.modeling], ['history', 'history', icons.history], ['overview', 'overview', icons.overview]];
const THEMES = { light: icons.sun, dark: icons.moon, auto: icons.auto };

let view = null;
let place = '';

function goTo(hash) {
  const [name, argument] = hash.replace(/^#\/?/, '').split('/');
  const next = VIEWS[name] ?? live;
  const first = view === null;
  view?.leave?.();
  view = next;
  place = name;
  view.enter?.(argument ? decodeURIComponent(argument) : '');
  paint();
  if (!first) {
    scrollTo({ top: 0, behavior: 'instant' });
    document.querySelector('main h1')?.focus({ preventScroll: true });
  }
}

function paint() {
  const title = view.title();
  document.title = title ? `${title} · Taskloom` : 'Taskloom';
  render(frame(), document.getElementById('app'));
}

const frame = () => html`
  <a class="skip" href="#main" @click=${skip}>${t('app.skip')}</a>
  <header class="bar">
    <a class="brand" href="#/"><span class="mark" aria-hidden="true"></span>Taskloom</a>
    <nav aria-label=${t('app.nav')}>
      ${NAV.map(([name, key, icon]) => html`
        <a href="#/${name}" aria-current=${place === name ? 'page' : nothing}>${icon}<span>${t(`nav.${key}`)}</span></a>`)}
    </nav>
    <div class="bar-side">
      ${connection()}
      <button type="button" class="text-button" lang=${language() === 'zh' ? 'en' : 'zh-CN'} aria-label=${t('app.language.label')} @click=${switchLanguage}>${t('app.language')}</button>
      <button type="button" class="icon-button" aria-label=${t(`app.theme.${theme()}`)} title=${t(`app.theme.${theme()}`)} @click=${switchTheme}>${THEMES[theme()]}</button>
    </div>
  </header>
  <main id="main">${view.template()}</main>
  ${notices()}`;

const connection = () => html`
  <span class="connection" data-state=${loom.state} role="status">
    <span class="dot" aria-hidden="true"></span><span class="connection-words">${t(`connection.${loom.state}`)}</span>
    ${loom.state === 'unauthorized' ? html`<button type="button" class="button small" @click=${askForKey}>${t('key.title')}</button>` : nothing}
  </span>`;

/** The address is the view's; a plain link to #main would leave it. */
function skip(event) {
  event.preventDefault();
  document.querySelector('main h1')?.focus();
}

let asking = false;

async function askForKey() {
  if (!asking) {
    asking = true;
    const key = await asked({
      title: t('key.title'),
      body: t('key.body'),
      problem: loom.key ? t('key.wrong') : '',
      label: t('key.label'),
      action: t('key.use'),
      secret: true,
      maxLength: 1000,
    });
    asking = false;
    if (key) {
      useKey(key);
      goTo(location.hash);
    }
  }
}

loom.on('state', (state) => {
  if (state === 'unauthorized') {
    askForKey();
  }
});

paintWith(paint);
addEventListener('hashchange', () => goTo(location.hash));
loom.connect();
goTo(location.hash);
setInterval(changed, 1000); // Times that run.
