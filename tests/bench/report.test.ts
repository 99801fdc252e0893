/** What the bench says: shapes, shares of the peak, the text that people copy. */
import { expect, test } from 'vitest';
import { MODELS } from '../../src/bench/models';
import { opShapes } from '../../src/bench/ops';
import { reportText, shareOfBandwidth, shareOfPeak, type BenchReport, type BenchRow } from '../../src/bench/report';
import { opNamed } from '../../src/engine/ops/index';

const row: BenchRow = { kind: 'op', name: 'linear', gflop: 4, bytes: 2e8, ms: 100 };
const peak = { gflops: 80, bandwidth: 10 };

test('shares are of what the same run reached', () => {
  expect(shareOfPeak(row, peak)).toBeCloseTo(0.5); // 40 of 80 GFLOP/s
  expect(shareOfBandwidth(row, peak)).toBeCloseTo(0.2); // 2 of 10 GB/s
});

test('the text has adapter, peak, every row and what did not fit', () => {
  const step: BenchRow = { kind: 'step', name: 'training step 512 × 512', gflop: 1750, bytes: 0, ms: 1000, dispatches: 1500, memory: 2 ** 31 };
  const gap = { name: '768 × 768', failure: { code: 'gpu.out-of-memory', values: { bytes: 3e9 } } };
  const report: BenchReport = { adapter: 'a GPU', software: false, storage: 'f16', kernels: 'tiled', model: 'sd15', peak, rows: [row, step], gaps: [gap], where: 'here' };
  const text = reportText(report);
  expect(text).toContain('a GPU, f16, kernels tiled');
  expect(text).toContain('80.0 GFLOP/s (f32 multiply-adds), 10.0 GB/s (copy)');
  expect(text).toContain('| linear | 4.00 | 200 | 100 | 40.00 | 50 % | 20 % |');
  expect(text).toContain('(1500 dispatches, 2048 MiB of GPU memory)');
  expect(text).toContain('768 × 768: not measured, gpu.out-of-memory {"bytes":3000000000}');
});

test("SD 1.5's shapes at 512 pixels: products, attention and convolutions of all four levels", () => {
  const shapes = opShapes(MODELS.sd15.unet, 64);
  const names = shapes.map(({ name }) => name);
  for (const name of ['linear [4096, 320] → 2560', 'attention 4096 × 4096, 8 heads of 40', 'attention-dkv 1024 × 77, 8 heads of 80', 'conv-dx 8 × 8, 1280 → 1280']) expect(names).toContain(name);
  const flops = (name: string): number => shapes.find((shape) => shape.name === name)!.program.graph.nodes.reduce((sum, node) => sum + opNamed(node.op).flops(node), 0);
  expect(flops('linear [4096, 320] → 2560')).toBe(2 * 4096 * 320 * 2560);
  expect(flops('conv 64 × 64, 320 → 320')).toBe(2 * 9 * 4096 * 320 * 320);
  expect(flops('attention 4096 × 4096, 8 heads of 40')).toBe(4 * 4096 * 4096 * 320);
});
