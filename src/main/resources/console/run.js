// A modelling task as its messages tell of it: every message goes in once, in order.

import { loom } from './session.js';
import { when } from './format.js';

export const AGENTS = ['CoordinatorAgent', 'ModelerAgent', 'CoderAgent', 'WriterAgent'];
const IMAGE = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', svg: 'image/svg+xml' };
const SOON = 3; // Seconds of work before a guess at the rest is worth showing.

export class Run {
  messages = [];
  cells = [];
  agents = Object.fromEntries(AGENTS.map((name) => [name, { status: 'waiting', content: '', step: null }]));
  progress = null;
  stage = '';
  problem = null;
  success = null;
  began = null;
  ended = null;
  #pictures = new Map();

  constructor(id) {
    this.id = id;
  }

  add(message) {
    this.messages.push(message);
    const at = when(message.timestamp);
    switch (message.type) {
      case 'progress':
        this.began ??= at;
        this.progress = Math.min(1, Math.max(this.progress ?? 0, Number(message.progress) || 0));
        this.stage = message.message || message.stage || '';
        break;
      case 'agent':
        this.began ??= at;
        Object.assign(this.#agent(message.agent_type), { status: message.status, content: message.content });
        this.current = message.agent_type;
        break;
      case 'step':
        if (this.current) {
          this.#agent(this.current).step = message;
        }
        break;
      case 'code_execution':
        this.cells.push(message);
        break;
      case 'error':
        this.problem = message;
        this.ended = at;
        break;
      case 'success':
        this.success = message;
        this.ended = at;
        break;
      default: // `system`, and what later servers may say.
    }
  }

  /** The stream has ended: with a message that says so, or by being cancelled. */
  over() {
    this.ended ??= when(this.messages.at(-1)?.timestamp);
  }

  /** Seconds of work so far. */
  elapsed(now = Date.now()) {
    return this.began ? Math.max(0, ((this.ended ?? now) - this.began) / 1000) : 0;
  }

  /** Seconds of work to come, if it goes on as it did; null where that cannot be said. */
  remaining() {
    const elapsed = this.elapsed();
    return this.ended || !this.progress || elapsed < SOON ? null : (elapsed * (1 - this.progress)) / this.progress;
  }

  /** The address of a picture in the task's own files; no other picture is ever shown. */
  picture(name) {
    const type = IMAGE[String(name).split('.').at(-1).toLowerCase()];
    if (!type || /^[a-z][a-z0-9+.-]*:|^\/|(^|\/)\.\.(\/|$)/i.test(name)) {
      return Promise.reject(new Error('not a picture of this task'));
    }
    if (!this.#pictures.has(name)) {
      const picture = loom.file(this.id, name).then((blob) => URL.createObjectURL(new Blob([blob], { type })));
      picture.catch(() => this.#pictures.delete(name));
      this.#pictures.set(name, picture);
    }
    return this.#pictures.get(name);
  }

  close() {
    for (const picture of this.#pictures.values()) {
      picture.then(URL.revokeObjectURL, () => {});
    }
    this.#pictures.clear();
  }

  #agent(name) {
    return (this.agents[name] ??= { status: 'waiting', content: '', step: null });
  }
}
