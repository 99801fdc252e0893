/** The layer rule finds what it is there for: a small tree with one planted fault a rule. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const FILES = {
  'src/failure.ts': `export const f = 1;`,
  'src/formats/bytes.ts': `import { f } from '../failure'; export const b = f;`,
  'src/nets/unet.ts': `export const n = 1; export type N = number;`,
  'src/engine/graph.ts': `import { n } from '../nets/unet'; export const e = n;`,
  'src/store/runs.ts': `import { t } from '../train/run'; export const s = t;`,
  'src/train/run.ts': `import { get } from 'idb-keyval'; import code from './x.wgsl?raw'; export const t = [get, code];`,
  'src/train/x.wgsl': `fn main() {}`,
  'src/app/Page.svelte': `<script lang="ts">import { n } from '../nets/unet'; let x: number = n; console.log(x);</script>`,
  'src/app/types.ts': `import type { N } from '../nets/unet'; export const z: N = 1;`,
  'workers/trainer.ts': `import Page from '../src/app/Page.svelte'; export { Page };`,
  'src/text/a.ts': `import { c } from './c'; export const a = c;`,
  'src/text/c.ts': `import { a } from './a'; export const c = a;`,
};

const EXPECTED = [
  'engine-points-down: src/engine/graph.ts',
  'no-circles: src/text/a.ts',
  'only-there-idbkeyval: src/train/run.ts',
  'page-has-no-gpu: src/app/Page.svelte',
  'store-points-down: src/store/runs.ts',
  'workers-below-app: workers/trainer.ts',
];

function plant(folder: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json']) cpSync(name, join(folder, name));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
}

test('each planted fault is named, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  plant(folder);
  const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'workers'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  if (!stdout) throw new Error(stderr);
  const { violations } = JSON.parse(stdout).summary as { violations: { rule: { name: string }; from: string }[] };
  expect(violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort()).toEqual(EXPECTED);
});
