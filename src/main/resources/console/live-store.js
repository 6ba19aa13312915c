// The tasks of this tab: what the server says of them, and what the person typed.

import { loom } from './session.js';
import { sentenceOf } from './i18n.js';
import { changed } from './paint.js';
import { failed } from './notices.js';

const RANK = { sending: 0, refused: 0, pending: 1, processing: 2, completed: 3, failed: 3, cancelled: 3 };
const tasks = new Map();
let newestFirst = null;

/** Every known task, newest first. */
export function liveTasks() {
  newestFirst ??= [...tasks.values()].sort((one, other) => other.created - one.created);
  return newestFirst;
}

export const isActive = (task) => RANK[task.status] < 3 && task.status !== 'refused';

/** Submits what was typed. Resolves with the entry that stands for it at once, before the server has it. */
export function submit(input) {
  const text = typeof input === 'string' ? input : input.transcript;
  const id = `local-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
  // The key stays when the server has given the task its id, so that what is on screen stays too.
  const local = { key: id, id, input, text, status: 'sending', created: Date.now() / 1000 };
  tasks.set(local.id, local);
  touched();
  loom.submit(input).then(
    ({ task_id: id, timestamp }) => {
      const known = tasks.get(id);
      tasks.delete(local.key);
      const merged = Object.assign(local, { status: 'pending', created: timestamp }, known, { key: local.key, id, text });
      tasks.set(id, merged);
      touched();
    },
    (error) => {
      Object.assign(local, { status: 'refused', error: sentenceOf(error) });
      failed(error);
      touched();
    },
  );
  return local;
}

export function again(task) {
  tasks.delete(task.key);
  return submit(task.input);
}

export function cancel(task) {
  loom.cancel(task.id).then((update) => merge(update.task_id, { ...update, at: update.timestamp }), failed);
}

export function forget(id) {
  if (tasks.delete(id)) {
    touched();
  }
}

loom.on('update', (update) => merge(update.task_id, { ...update, at: update.timestamp }));

// After a reload, and where another run of this tab left off: the server knows.
loom.on('identity', async () => {
  try {
    const mine = await loom.myTasks();
    mine.forEach((task) => merge(task.task_id, { ...task, at: task.completed_at ?? task.started_at ?? task.created_at }));
    if (liveTasks().some((task) => !task.text)) {
      const { tasks: kept } = await loom.history({ kind: 'reasoning', limit: 200 });
      kept.filter(({ task_id: id }) => tasks.has(id)).forEach(({ task_id: id, title, description }) => {
        tasks.get(id).text ||= description || title;
      });
      touched();
    }
  } catch (error) {
    failed(error);
  }
});

/** News may come twice and out of order with a listing: a task never goes back to an earlier state. */
function merge(id, news) {
  const task = tasks.get(id) ?? { key: id, id, text: '', status: 'pending', created: news.created_at ?? news.at };
  if (RANK[news.status] >= RANK[task.status]) {
    task.status = news.status;
    task.result = news.result ?? task.result;
    task.error = news.error ?? task.error;
    task.created = news.created_at ?? task.created;
    if (news.status === 'processing') {
      task.started ??= news.started_at ?? news.at;
    } else if (RANK[news.status] === 3) {
      task.started ??= news.started_at;
      task.ended ??= news.completed_at ?? news.at;
    }
  }
  tasks.set(id, task);
  touched();
}

function touched() {
  newestFirst = null;
  changed();
}
