// What can be done to a task of the history: `task` is the history's, and is changed with it.

import { loom } from './session.js';
import { t } from './i18n.js';
import { changed } from './paint.js';
import { asked, confirmed } from './dialogs.js';
import { failed } from './notices.js';
import { forget } from './live-store.js';

export function pinTask(task) {
  return done(loom.pin(task.task_id, !task.pinned), () => {
    task.pinned = !task.pinned;
  });
}

export async function renameTask(task) {
  const title = await asked({
    title: t('task.rename.title'),
    label: t('task.rename.field'),
    value: task.title,
    action: t('task.rename.save'),
  });
  return title && title !== task.title && done(loom.rename(task.task_id, title), () => {
    task.title = title;
  });
}

/** Resolves with whether it is gone. */
export async function removeTask(task) {
  const sure = await confirmed({
    title: t('task.delete.title'),
    body: t('task.delete.body', { title: task.title }),
    action: t('task.delete'),
  });
  return sure && done(loom.remove(task.task_id), () => forget(task.task_id));
}

async function done(answer, then) {
  try {
    await answer;
    then();
    changed();
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}
