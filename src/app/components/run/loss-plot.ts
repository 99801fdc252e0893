/** uPlot dressed in the page's colours. */
import uPlot, { type AlignedData, type Options } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { EvalRecord, StepRecord } from '../../../train/messages';
import { thin } from '../../logic/smoothing';

/** More points than this are not told apart on a card, and cost time to draw. */
const MOST_POINTS = 800;

export interface LossPlotOptions {
  logarithmic: boolean;
  /** read from the styles once it is applied */
  theme: 'light' | 'dark';
  names: { step: string; raw: string; smooth: string; fixed: string };
  tag: string;
}

export interface LossPlotHandle {
  draw(data: AlignedData): void;
  destroy(): void;
}

/** Steps and evaluations on one axis; where a series has nothing to say stands null. */
export function plotData(records: readonly StepRecord[], smoothed: readonly number[], evals: readonly EvalRecord[]): AlignedData {
  const rows = new Map<number, [number | null, number | null, number | null]>();
  for (const index of thin(smoothed.length, MOST_POINTS)) {
    rows.set(records[index].step, [records[index].loss, smoothed[index], null]);
  }
  for (const { step, loss } of evals) {
    const [raw, smooth] = rows.get(step) ?? [null, null];
    rows.set(step, [raw, smooth, loss]);
  }
  const steps = [...rows.keys()].sort((a, b) => a - b);
  const column = (index: 0 | 1 | 2) => steps.map((step) => rows.get(step)![index]);
  return [steps, column(0), column(1), column(2)];
}

export function lossPlot(place: HTMLElement, options: LossPlotOptions): LossPlotHandle {
  const plot = new uPlot(plotOptions(place, options), [[], [], [], []], place);
  const observer = new ResizeObserver(() => {
    if (place.clientWidth) plot.setSize({ width: place.clientWidth, height: place.clientHeight });
  });
  observer.observe(place);
  // A GPU that went away takes the drawing with it.
  plot.ctx.canvas.addEventListener('contextrestored', () => plot.redraw());
  return {
    draw: (data) => plot.setData(data),
    destroy: () => {
      observer.disconnect();
      plot.destroy();
    },
  };
}

function plotOptions(place: HTMLElement, { logarithmic, names, tag }: LossPlotOptions): Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const font = `12px ${style.fontFamily}`;
  const number = new Intl.NumberFormat(tag, { maximumSignificantDigits: 3 });
  const axis = {
    stroke: colour('ink-soft'), font, grid: { stroke: colour('plot-grid'), width: 1 }, ticks: { show: false },
    values: (_: uPlot, values: (number | null)[]) => values.map((value) => (value === null ? '' : number.format(value))),
  };
  const raw = colour('plot-raw');
  const smooth = colour('plot-smooth');
  const fixed = colour('plot-fixed');
  return {
    width: place.clientWidth || 300,
    height: place.clientHeight || 192,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
    axes: [{ ...axis, size: 28 }, { ...axis, size: 56 }],
    series: [
      { label: names.step },
      { label: names.raw, stroke: raw, width: 1, points: { show: false }, spanGaps: true },
      { label: names.smooth, stroke: smooth, width: 2.5, points: { show: false }, spanGaps: true },
      { label: names.fixed, stroke: fixed, width: 1, dash: [4, 4], spanGaps: true, points: { show: true, size: 8, fill: fixed } },
    ],
  };
}
