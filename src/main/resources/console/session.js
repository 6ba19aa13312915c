// The one connection of this tab. Identity, cursor and API key are kept for the tab only, so that a reload goes on
// where it was, and closing the tab forgets them.

import { Taskloom } from 'taskloom';
import { changed } from './paint.js';

const kept = window.sessionStorage;
const CLIENT = 'taskloom.client';
const CURSOR = 'taskloom.cursor';
const KEY = 'taskloom.key';

export const loom = new Taskloom({
  key: kept.getItem(KEY),
  clientId: kept.getItem(CLIENT),
  cursor: Number(kept.getItem(CURSOR) ?? 0),
});

loom.on('identity', ({ clientId }) => kept.setItem(CLIENT, clientId));
loom.on('update', () => kept.setItem(CURSOR, String(loom.cursor)));
loom.on('state', changed);

/** Goes on with another API key. */
export function useKey(key) {
  kept.setItem(KEY, key);
  loom.key = key;
  loom.retry();
}

window.addEventListener('online', () => loom.retry());

// A page that is left may be kept for the way back; its connections must not be.
window.addEventListener('pagehide', () => loom.pause());
window.addEventListener('pageshow', ({ persisted }) => persisted && loom.retry());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    loom.retry();
  }
});
