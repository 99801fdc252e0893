/** sd1mini in the forms that people have, made once by the PyTorch reference; offers of it as the page makes them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeFixture, singleFile } from '../../tools/fixtures.mjs';
import type { ImportChoices, Offer, OfferedFile } from '../../workers/importer-api';

/** Debian's own Python, for its python3-torch. */
const PYTHON = '/usr/bin/python3';

export const FOLDER: string = makeFixture('sd1mini', PYTHON);

export const singleBytes = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(singleFile('sd1mini', name)));

export function fileOffer(name: string, bytes = singleBytes(name), handle?: FileSystemFileHandle): Offer {
  const file = new File([bytes], name, { lastModified: 7 });
  return { kind: 'files', files: [{ path: name, file, ...(handle && { handle }) }] };
}

export function folderOffer(): Offer {
  const files = pathsIn(FOLDER).filter((path) => !path.startsWith('single/')).map((path): OfferedFile =>
    ({ path: `sd1mini/${path}`, file: new File([readFileSync(join(FOLDER, path))], path) }));
  return { kind: 'files', files };
}

function pathsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => relative('', path));
}

export const choices: ImportChoices = { name: 'mini', ema: false, prediction: 'epsilon', precision: 'f16' };

export const ignore = (): void => undefined;
