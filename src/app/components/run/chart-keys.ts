/** @file The chart under the fingers: arrows walk, plus and minus zoom, 0 shows the whole run. */
import type { RunChart } from '../../state/run/run-chart.svelte';

/** Shares of what is shown. */
const [STEP, LEAP] = [0.01, 0.1];

const TURNS: Record<string, (chart: RunChart, share: number) => void> = {
  ArrowLeft: (chart, share) => chart.walk(-share),
  ArrowRight: (chart, share) => chart.walk(share),
  PageUp: (chart) => chart.walk(-LEAP),
  PageDown: (chart) => chart.walk(LEAP),
  Home: (chart) => chart.tell(chart.whole.first),
  End: (chart) => chart.tell(chart.whole.last),
  '+': (chart) => chart.zoom(true),
  '=': (chart) => chart.zoom(true),
  '-': (chart) => chart.zoom(false),
  '0': (chart) => chart.showAll(),
  Escape: (chart) => chart.showAll(),
};

/** True where the key was one of the chart's. */
export function keyTurns(chart: RunChart, { key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const turn = TURNS[key];
  if (!turn || ctrlKey || metaKey || altKey) return false;
  turn(chart, shiftKey ? LEAP : STEP);
  return true;
}
