// Light, dark, or as the system has it. The choice is kept; look-early.js applies it before the first paint.

import { changed } from './paint.js';

const CHOICE = 'taskloom.theme';
const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };

export function theme() {
  return document.documentElement.dataset.theme ?? 'auto';
}

export function switchTheme() {
  const next = NEXT[theme()];
  if (next === 'auto') {
    localStorage.removeItem(CHOICE);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(CHOICE, next);
    document.documentElement.dataset.theme = next;
  }
  changed();
}
