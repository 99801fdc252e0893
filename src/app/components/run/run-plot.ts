/** @file uPlot dressed in the page's colours: losses on the left axis, one other line's numbers on the right. */
import uPlot, { type AlignedData, type Axis, type Options, type Scale, type Series } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { isSide, type ChartTable, type SeriesKey, type SideKey } from '../../logic/chart/chart-series';
import type { StepRange } from '../../logic/chart/step-range';
import { numbers } from '../../text/intl';

/** Nearer than this a drag was a click. CSS pixels. */
const SHORTEST_DRAG = 4;
const [BOTTOM, SIDE, PADDING] = [28, 56, 10];
/** There are no half steps. */
const STEP_APART = [1, 2, 5].flatMap((digit) => Array.from({ length: 7 }, (_, power) => digit * 10 ** power)).sort((a, b) => a - b);

export interface RunPlotOptions {
  shown: readonly SeriesKey[];
  /** whose numbers stand on the right */
  side: SideKey | undefined;
  logarithmic: boolean;
  names: Record<SeriesKey | 'step', string>;
  tag: string;
  /** a stretch of steps was dragged over */
  onselect: (first: number, last: number) => void;
  onall: () => void;
  /** the step under the pointer; undefined: it has left */
  onpoint: (step: number | undefined) => void;
  /** drawn: where the lines lie in the chart's place, CSS pixels */
  ondrawn: (left: number, width: number) => void;
}

export interface RunPlot {
  draw(tables: [ChartTable, ChartTable], range: StepRange, pins: readonly number[]): void;
  /** the line of the step whose numbers are told */
  point(step: number | undefined): void;
  destroy(): void;
}

/** What changes from drawing to drawing, read by uPlot's callbacks. */
interface Shown {
  range: StepRange;
  pins: readonly number[];
}

export function runPlot(place: HTMLElement, options: RunPlotOptions): RunPlot {
  const shown: Shown = { range: { first: 0, last: 1 }, pins: [] };
  const plot = new uPlot(plotOptions(place, options, shown), [[], ...options.shown.map(() => [])] as unknown as AlignedData, place);
  plot.over.addEventListener('pointermove', ({ offsetX }) => options.onpoint(Math.round(plot.posToVal(offsetX, 'x'))));
  plot.over.addEventListener('pointerleave', () => options.onpoint(undefined));
  // A GPU that went away takes the drawing with it.
  plot.ctx.canvas.addEventListener('contextrestored', () => plot.redraw());
  return {
    draw(tables, range, pins) {
      Object.assign(shown, { range, pins });
      if (place.clientWidth && place.clientWidth !== plot.width) plot.setSize(sizeOf(place));
      plot.setData(joined(tables, options.shown));
    },
    point(step) {
      plot.setCursor(step === undefined ? { left: -10, top: -10 } : { left: plot.valToPos(step, 'x'), top: 0 });
    },
    destroy: () => plot.destroy(),
  };
}

const sizeOf = (place: HTMLElement) => ({ width: place.clientWidth || 300, height: place.clientHeight || 224 });

/** On one axis, in the order of the lines. */
function joined([perStep, measured]: [ChartTable, ChartTable], shown: readonly SeriesKey[]): AlignedData {
  const at = shown.indexOf('fixed');
  if (at < 0) return perStep;
  const [steps, ...columns] = uPlot.join([perStep, measured]);
  const fixed = columns.pop()!;
  columns.splice(at, 0, fixed);
  return [steps, ...columns];
}

function plotOptions(place: HTMLElement, options: RunPlotOptions, shown: Shown): Options {
  const { logarithmic, names, side } = options;
  const colour = coloursOf(document.documentElement);
  const log: Scale = { distr: 3, range: (_, low, high) => logRange(low, high) };
  const amount: Scale = logarithmic ? log : {};
  return {
    ...sizeOf(place),
    padding: [PADDING, side ? 0 : PADDING, 0, 0],
    legend: { show: false },
    cursor: cursorOf(options),
    scales: {
      x: { time: false, range: () => [shown.range.first, shown.range.last] },
      loss: amount, rate: amount, gradient: amount, norm: {},
    },
    axes: axesOf(options, colour),
    series: [{ label: names.step }, ...options.shown.map((key) => ({ label: names[key], ...line(key, colour) }))],
    hooks: {
      draw: [({ bbox }) => options.ondrawn(bbox.left / devicePixelRatio, bbox.width / devicePixelRatio)],
      drawClear: [(plot) => drawPins(plot, shown.pins, colour('edge'))],
      setSelect: [(plot) => selected(plot, options)],
    },
  };
}

/** A whole decade around very little would leave a flat line. */
function logRange(low: number | null, high: number | null): uPlot.Range.MinMax {
  return low === null || high === null || low <= 0 ? [0.01, 1] : uPlot.rangeLog(low, high, 10, false);
}

function cursorOf({ onall }: RunPlotOptions): uPlot.Cursor {
  return {
    y: false,
    points: { show: false },
    drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG },
    bind: {
      dblclick: () => () => {
        onall();
        return null;
      },
    },
  };
}

function selected(plot: uPlot, { onselect }: RunPlotOptions): void {
  const { left, width } = plot.select;
  if (width < SHORTEST_DRAG) return;
  const [first, last] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onselect(first, last);
}

type Colours = (name: string) => string;

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function axesOf({ side, tag }: RunPlotOptions, colour: Colours): Axis[] {
  const font = `12px ${getComputedStyle(document.documentElement).fontFamily}`;
  const number = numbers(tag, { maximumSignificantDigits: 3 });
  const common: Axis = {
    stroke: colour('ink-soft'), font, ticks: { show: false }, grid: { stroke: colour('plot-grid'), width: 1 },
    values: (_, values) => values.map((value) => (value === null ? '' : number.format(value))),
  };
  const steps = numbers(tag);
  const whole: Axis.Values = (_, values) => values.map((value) => steps.format(value));
  const right: Axis = { ...common, scale: side, side: 1, size: SIDE, grid: { show: false }, stroke: side && colour(`plot-${side}`) };
  return [{ ...common, size: BOTTOM, incrs: STEP_APART, values: whole }, { ...common, scale: 'loss', size: SIDE }, ...(side ? [right] : [])];
}

/** Told apart by more than their colour. */
function line(key: SeriesKey, colour: Colours): Series {
  const stroke = colour(`plot-${key}`);
  const common: Series = { scale: isSide(key) ? key : 'loss', stroke, width: 1.5, points: { show: false }, spanGaps: true };
  if (key === 'raw') return { ...common, width: 1 };
  if (key === 'smooth') return { ...common, width: 2.5 };
  if (key === 'fixed') return { ...common, width: 1, dash: [4, 4], points: { show: true, size: 8, fill: stroke } };
  if (key === 'rate') return { ...common, paths: uPlot.paths.stepped!({ align: 1 }) };
  return key === 'norm' ? { ...common, dash: [8, 3] } : common;
}

function drawPins(plot: uPlot, pins: readonly number[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const step of pins) {
    const x = Math.round(plot.valToPos(step, 'x', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
