// A small line chart over time, as inline SVG.

import { html, nothing, svg } from 'lit-html';
import { t } from './i18n.js';

const WIDTH = 520;
const HEIGHT = 130;
const BOTTOM = 18;
const TOP = 8;
const GAP = 10; // Seconds without a point that break a line.

/**
 * @param {object} chart
 * @param {string} chart.title
 * @param {Array<{at: number}>} chart.points `at` in seconds since the epoch
 * @param {Array<{field: string, label: string, look: string}>} chart.lines
 * @param {function(number): string} chart.format of a value
 */
export function chart({ title, points, lines, format, span = 600 }) {
  const end = points.at(-1)?.at ?? Date.now() / 1000;
  const from = end - Math.max(60, Math.min(span, end - (points[0]?.at ?? end)));
  const shown = points.filter(({ at }) => at >= from);
  const values = shown.flatMap((point) => lines.map(({ field }) => point[field])).filter((value) => value !== null);
  const top = nice(Math.max(0, ...values));
  const x = (at) => ((at - from) / (end - from)) * (WIDTH - 6);
  const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const latest = lines.map(({ field, label }) => ({ label, value: shown.findLast((point) => point[field] !== null)?.[field] ?? null }));
  const words = latest.map(({ label, value }) => `${label} ${value === null ? '–' : format(value)}`).join(', ');
  return html`
    <figure class="chart panel">
      <figcaption><h2>${title}</h2><p class="legend">${lines.map(({ label, look }, i) => html`
        <span class="legend-item" data-look=${look}>${label} <b>${latest[i].value === null ? '–' : format(latest[i].value)}</b></span>`)}</p></figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${`${title}: ${words}`} preserveAspectRatio="none">
        ${[0, 0.5, 1].map((part) => svg`<line class="grid" x1="0" x2=${WIDTH} y1=${y(top * part)} y2=${y(top * part)}/>`)}
        ${lines.map(({ field, look }, i) => line(shown, field, look, i === 0 && lines.length === 1, x, y))}
      </svg>
      <div class="chart-y quiet" aria-hidden="true"><span>${format(top)}</span><span>${format(top / 2)}</span><span>${format(0)}</span></div>
      <div class="chart-x quiet" aria-hidden="true"><span>${t('chart.ago', { minutes: Math.round((end - from) / 60) })}</span><span>${t('chart.now')}</span></div>
      ${values.length ? nothing : html`<p class="chart-empty quiet">${t('chart.empty')}</p>`}
    </figure>`;
}

function line(points, field, look, filled, x, y) {
  const pieces = [];
  let last = null;
  for (const point of points) {
    if (point[field] !== null) {
      if (!last || point.at - last.at > GAP) {
        pieces.push([]);
      }
      pieces.at(-1).push([x(point.at), y(point[field])]);
      last = point;
    }
  }
  const path = (piece) => `M${piece.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join('L')}`;
  const area = (piece) => `${path(piece)}L${piece.at(-1)[0].toFixed(1)} ${y(0)}L${piece[0][0].toFixed(1)} ${y(0)}Z`;
  return svg`
    ${filled ? svg`<path class="area" data-look=${look} d=${pieces.map(area).join('')}/>` : nothing}
    <path class="line" data-look=${look} d=${pieces.map((piece) => (piece.length > 1 ? path(piece) : `${path(piece)}h.1`)).join('')}/>`;
}

/** The next 1, 2 or 5 times a power of ten. */
function nice(value) {
  if (value <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value);
}
