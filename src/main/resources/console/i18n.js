// Two languages. The page follows the browser until the person chooses.

import en from './words-en.js';
import zh from './words-zh.js';
import { changed } from './paint.js';

const WORDS = { en, zh };
const CHOICE = 'taskloom.language';

export function language() {
  return document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
}

export function switchLanguage() {
  const next = language() === 'zh' ? 'en' : 'zh';
  localStorage.setItem(CHOICE, next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  changed();
}

/** The words for a key, with `{name}` filled in. A key that is not there is shown as it is. */
export function t(key, values = {}) {
  const words = WORDS[language()][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** What a refused request is told by: in the page's language where its code says it all, else in the server's words. */
export function sentenceOf({ code, message }) {
  return WORDS[language()][`refused.${code}`] ?? message;
}

/** The words for a key made of what came over the wire, or what came. */
export function word(group, value) {
  return WORDS[language()][`${group}.${value}`] ?? value;
}
