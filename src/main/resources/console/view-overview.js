import { html } from 'lit-html';
import { t } from './i18n.js';
export const overview = { title: () => t('nav.overview'), template: () => html`<h1>${t('nav.overview')}</h1>` };
