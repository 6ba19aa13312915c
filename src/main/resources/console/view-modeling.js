import { html } from 'lit-html';
import { t } from './i18n.js';
export const modeling = { title: () => t('nav.modeling'), template: () => html`<h1>${t('nav.modeling')}</h1>` };
