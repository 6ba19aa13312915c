// The server's figures over the last minutes, asked for while the page is in sight.

import { loom } from './session.js';
import { changed } from './paint.js';

const EVERY = 3_000;
const KEPT = 200; // Ten minutes.

/** What is known now, and the rates and delays between two questions: `points` of
 * {at, rate, failedRate, p50, p95, queue, working}. */
export const figures = { now: null, stats: null, service: null, points: [], problem: null };

let before = null;
let watching = 0;

/** Asks until the function it gives is called. */
export function watchFigures() {
  watching++;
  if (watching === 1) {
    ask();
  }
  return () => watching--;
}

async function ask() {
  if (!watching) {
    return;
  }
  if (!document.hidden) {
    try {
      const [stats, text, service] = await Promise.all([loom.figures(), loom.metrics(), loom.service()]);
      take(stats, read(text), service);
      figures.problem = null;
    } catch (error) {
      figures.problem = error;
    }
    changed();
  }
  setTimeout(ask, EVERY);
}

function take(stats, now, service) {
  const at = Date.now() / 1000;
  Object.assign(figures, { now, stats, service });
  if (before && now.done >= before.now.done) {
    const seconds = at - before.at;
    const worked = differences(before.now.work, now.work);
    figures.points = [...figures.points.slice(1 - KEPT), {
      at,
      rate: (now.done - before.now.done) / seconds,
      p50: quantile(worked, 0.5),
      p95: quantile(worked, 0.95),
      queue: stats.queue_size,
      working: stats.active_tasks,
    }];
  }
  before = { at, now };
}

/** The Prometheus text format, as far as this page needs it. */
function read(text) {
  const values = new Map();
  const work = [];
  for (const line of text.split('\n')) {
    const match = /^(\w+)(?:\{(\w+)="([^"]*)"\})? (\S+)$/.exec(line);
    if (match) {
      const [, name, , label, value] = match;
      if (name === 'taskloom_task_work_seconds_bucket') {
        work.push({ bound: label === '+Inf' ? Infinity : Number(label), count: Number(value) });
      } else {
        values.set(label === undefined ? name : `${name}.${label}`, Number(value));
      }
    }
  }
  return { values, work, done: values.get('taskloom_task_work_seconds_count') ?? 0 };
}

function differences(earlier, later) {
  return later.map(({ bound, count }, i) => ({ bound, count: count - (earlier[i]?.count ?? 0) }));
}

/** From a cumulative histogram, linear inside a bucket; null where nothing was counted. */
function quantile(buckets, q) {
  const total = buckets.at(-1)?.count ?? 0;
  if (!total) {
    return null;
  }
  const rank = q * total;
  let low = 0;
  let below = 0;
  for (const { bound, count } of buckets) {
    if (count >= rank) {
      return bound === Infinity ? low : low + ((bound - low) * (rank - below)) / Math.max(1, count - below);
    }
    [low, below] = [bound, count];
  }
  return low;
}
