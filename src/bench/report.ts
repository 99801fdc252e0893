/** @file What a bench found, and the same as text that can be copied, mailed and committed. English: it is for issues and tables. */
import type { FailureData } from '../failure';
import type { Storage } from '../engine/storage';
import type { ModelName } from './models';
import type { Peak } from './peak';

/** One line: `kind` is the table it belongs to. */
export interface BenchRow {
  readonly kind: 'op' | 'step-op' | 'forward' | 'step';
  readonly name: string;
  readonly gflop: number;
  /** read and written at least; 0 where nobody counted */
  readonly bytes: number;
  readonly ms: number;
  readonly dispatches?: number;
  /** of GPU memory */
  readonly memory?: number;
}

/** A size that was not measured, and why. */
export interface BenchGap {
  readonly name: string;
  readonly failure: FailureData;
}

export interface BenchReport {
  readonly adapter: string;
  readonly software: boolean;
  readonly storage: Storage;
  /** which kernels: barrier-free or tiled, for which vendor */
  readonly kernels: string;
  readonly model: ModelName;
  readonly peak: Peak;
  readonly rows: readonly BenchRow[];
  readonly gaps: readonly BenchGap[];
  /** the browser, or Node; the app's version; the day */
  readonly where: string;
}

/** Of the measured peak, 0..1. */
export const shareOfPeak = ({ gflop, ms }: BenchRow, { gflops }: Peak): number => gflop / (ms / 1000) / gflops;
/** Of the measured bandwidth, 0..1. */
export const shareOfBandwidth = ({ bytes, ms }: BenchRow, { bandwidth }: Peak): number => bytes / 1e6 / ms / bandwidth;

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const milliseconds = (ms: number): string => (ms < 100 ? ms.toFixed(2) : ms.toFixed(0));
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);

const TABLES: readonly { kind: BenchRow['kind'][]; title: string }[] = [
  { kind: ['op'], title: 'op' },
  { kind: ['forward', 'step'], title: 'whole' },
  { kind: ['step-op'], title: 'a step by op' },
];

export function reportText(report: BenchReport): string {
  const { adapter, storage, kernels, model, peak, where } = report;
  const head = [
    `${adapter}${report.software ? ' (software)' : ''}, ${storage}, kernels ${kernels}`,
    `model ${model}, batch 1; ${where}`,
    `peak measured in this run: ${peak.gflops.toFixed(1)} GFLOP/s (f32 multiply-adds), ${peak.bandwidth.toFixed(1)} GB/s (copy)`,
  ];
  const tables = TABLES.flatMap(({ kind, title }) => tableText(title, report.rows.filter((row) => kind.includes(row.kind)), peak));
  const gaps = report.gaps.map(({ name, failure }) => `${name}: not measured, ${failure.code} ${JSON.stringify(failure.values)}`);
  return [...head, ...tables, ...gaps, ''].join('\n');
}

function tableText(title: string, rows: readonly BenchRow[], peak: Peak): string[] {
  if (!rows.length) return [];
  return ['', `| ${title} | GFLOP | MB | ms | GFLOP/s | of peak | of bandwidth |`, '| --- | --- | --- | --- | --- | --- | --- |', ...rows.map((row) => rowText(row, peak))];
}

function rowText(row: BenchRow, peak: Peak): string {
  const { name, gflop, bytes, ms, memory, dispatches } = row;
  const more = [...(dispatches ? [`${dispatches} dispatches`] : []), ...(memory ? [`${(memory / 2 ** 20).toFixed(0)} MiB of GPU memory`] : [])].join(', ');
  const moved = bytes ? [megabytes(bytes), percent(shareOfBandwidth(row, peak))] : ['', ''];
  return `| ${more ? `${name} (${more})` : name} | ${gflop.toPrecision(3)} | ${moved[0]} | ${milliseconds(ms)} | ${(gflop / (ms / 1000)).toFixed(2)} | ${percent(shareOfPeak(row, peak))} | ${moved[1]} |`;
}
