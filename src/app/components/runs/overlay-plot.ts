/** uPlot with two runs on the same axes: lines are steps, points are measurements; the second run is dashed. */
import uPlot, { type AlignedData, type Axis, type Options, type Series } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Course } from '../../logic/chart/overlay';
import { numbers } from '../../text/intl';

export interface OverlayOptions {
  /** of the axis, then line and points of each run */
  names: readonly string[];
  logarithmic: boolean;
  tag: string;
}

const COLOURS = ['plot-smooth', 'plot-fixed'];
const DASH = [6, 4];

export function overlayPlot(place: HTMLElement, courses: readonly Course[], options: OverlayOptions): () => void {
  const plot = new uPlot(plotOptions(place, options), uPlot.join(courses as unknown as AlignedData[]), place);
  const observer = new ResizeObserver(() => {
    if (place.clientWidth) plot.setSize({ width: place.clientWidth, height: place.clientHeight });
  });
  observer.observe(place);
  plot.ctx.canvas.addEventListener('contextrestored', () => plot.redraw());
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

function plotOptions(place: HTMLElement, { names, logarithmic, tag }: OverlayOptions): Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const number = numbers(tag, { maximumSignificantDigits: 3 });
  const axis: Axis = {
    stroke: colour('ink-soft'), font: `12px ${style.fontFamily}`, ticks: { show: false }, grid: { stroke: colour('plot-grid'), width: 1 },
    values: (_, values) => values.map((value) => (value === null ? '' : number.format(value))),
  };
  return {
    width: place.clientWidth || 300,
    height: place.clientHeight || 256,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
    axes: [{ ...axis, size: 28 }, { ...axis, size: 56 }],
    series: [{ label: names[0] }, ...COLOURS.flatMap((name, i) => seriesOf(colour(name), i > 0, [names[1 + 2 * i], names[2 + 2 * i]]))],
  };
}

function seriesOf(stroke: string, dashed: boolean, [line, points]: [string, string]): Series[] {
  return [
    { label: line, stroke, width: 2, spanGaps: true, points: { show: false }, ...(dashed && { dash: DASH }) },
    { label: points, stroke, width: 0, spanGaps: true, points: { show: true, size: 9, width: 2, fill: dashed ? 'transparent' : stroke } },
  ];
}
