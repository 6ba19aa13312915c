// Numbers, times and texts as people read them.

import { language } from './i18n.js';

const locale = () => (language() === 'zh' ? 'zh-CN' : 'en');

/** A time from the wire: seconds since the epoch, or ISO 8601. */
export function when(time) {
  return time === undefined || time === null ? null : new Date(typeof time === 'number' ? time * 1000 : time);
}

export function clock(date) {
  return date.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
}

export function fullTime(date) {
  return date.toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium', hour12: false });
}

/** Today the hour, else the day too. */
export function shortTime(date) {
  const today = date.toDateString() === new Date().toDateString();
  return today
    ? date.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', hour12: false })
    : date.toLocaleString(locale(), { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });
}

export function duration(seconds) {
  if (seconds < 1) {
    return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  }
  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return (parts[0] ? parts : parts.slice(1)).map((part, i) => String(part).padStart(i ? 2 : 1, '0')).join(':');
}

export function number(value, digits = 0) {
  return value.toLocaleString(locale(), { maximumFractionDigits: digits });
}

export function percent(fraction) {
  return `${Math.round(fraction * 100)}%`;
}

export function bytes(count) {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = count;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) {
    value /= 1000;
  }
  return `${number(value, unit && value < 10 ? 1 : 0)} ${units[unit]}`;
}

// Marks that turn the direction of text, and controls: a file name must not look like another one.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A name with what cannot be seen made visible. */
export function plainName(name) {
  return String(name).replace(HIDDEN, (mark) => `⟨U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** A name that is safe to save under. */
export function saveName(name) {
  return String(name).split('/').at(-1).replace(HIDDEN, '_');
}
