import { html } from 'lit-html';
export const runView = () => html``;
