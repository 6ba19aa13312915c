// Line icons, 20 × 20, in the colour of the text beside them. All are decoration: the words are beside them.

import { html, svg } from 'lit-html';

const icon = (shape) =>
  html`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">${shape}</svg>`;

export const icons = {
  live: icon(svg`<path d="M11 2.5 4 11h5l-1 6.5L15 9h-5z"/>`),
  modeling: icon(svg`<path d="M3 17V3M3 17h14M6 13.5c3-.5 3.5-8 6-8s2 5 5 5"/>`),
  history: icon(svg`<path d="M3.2 8A7 7 0 1 1 3 11M3 4v4h4M10 6.5V10l2.5 2"/>`),
  overview: icon(svg`<path d="M4 16V9M10 16V4M16 16v-4.5"/>`),
  sun: icon(svg`<circle cx="10" cy="10" r="3.5"/><path d="M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M4.3 15.7l1.3-1.3M14.4 5.6l1.3-1.3"/>`),
  moon: icon(svg`<path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z"/>`),
  auto: icon(svg`<circle cx="10" cy="10" r="7"/><path class="solid" d="M10 3a7 7 0 0 1 0 14z"/>`),
  pin: icon(svg`<path d="M7 3h6l-.7 5 2.7 3H5l2.7-3zM10 11v6"/>`),
  pinned: icon(svg`<path class="solid" d="M7 3h6l-.7 5 2.7 3H5l2.7-3z"/><path d="M10 11v6"/>`),
  rename: icon(svg`<path d="m4 13-.6 3.6L7 16l9-9-3-3zM11.5 5.5l3 3"/>`),
  remove: icon(svg`<path d="M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5"/>`),
  close: icon(svg`<path d="m5 5 10 10M15 5 5 15"/>`),
  open: icon(svg`<path d="M4 10h12M11.5 5.5 16 10l-4.5 4.5"/>`),
  link: icon(svg`<path d="M8.5 11.5a3 3 0 0 0 4.3.2l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3-.2l-3 3a3 3 0 0 0 4.3 4.3l1-1"/>`),
  search: icon(svg`<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>`),
  file: icon(svg`<path d="M5 3h6.5L15 6.500V17H5zM11 3v4h4"/>`),
  download: icon(svg`<path d="M10 3v9M6 8.500 10 12.500l4-4M4 16.500h12"/>`),
  upload: icon(svg`<path d="M10 13V4M6 7.500 10 3.500l4 4M4 16.500h12"/>`),
  chevron: icon(svg`<path d="m6 8 4 4 4-4"/>`),
  down: icon(svg`<path d="M10 4v12M5 11l5 5 5-5"/>`),
  check: icon(svg`<path d="m4.500 10.500 3.500 3.500 7.500-8"/>`),
  warn: icon(svg`<path d="M10 3 2.500 16.500h15zM10 8v4M10 14.200v.3"/>`),
};
