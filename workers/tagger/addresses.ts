/** @file A tagger at an address: a Hugging Face repository, or an .onnx file whose companions lie beside it. */
import { httpClient } from '../../src/checkpoints/sources/http-client';
import { openHttp } from '../../src/checkpoints/sources/http-source';
import { fetchText } from '../../src/checkpoints/sources/http-text';
import { fileAddress, listFiles, repositoryOf, resolveAddress } from '../../src/checkpoints/sources/hugging-face';
import { Failure } from '../../src/failure';
import type { IncomingFile } from '../../src/store/taggers';
import { nameOf, sortAlone, sortFiles, usedFiles } from '../../src/tagging/files';
import { chooseAmong, chooseModel, companionsOf } from '../../src/tagging/remote-files';
import { parseAddress, type AddressOptions } from '../importing/addresses';
import type { Incoming } from './incoming';

/** Throws `url.*`, `tagger.*` where the files are not those of a tagger. */
export async function openTaggerAddress(text: string, options: AddressOptions): Promise<Incoming> {
  const url = parseAddress(text, options.own);
  const repository = repositoryOf(url, options.hosts);
  if (!repository) return besides(new URL(fileAddress(url, options.hosts)), options);
  const sorted = sortFiles(chooseAmong((await listFiles(repository, options)).map(({ path }) => path)));
  const files = usedFiles(sorted).map((path) => opened(path, resolveAddress(repository, path), options));
  return { name: nameOf(`${repository.name}/model.onnx`), sorted, files: await Promise.all(files) };
}

/** One model that needs no list. Throws `url.*`, `tagger.no-model` {files}, `tagger.url` {url}. */
export async function openModelAddress(text: string, options: AddressOptions): Promise<Incoming> {
  const url = parseAddress(text, options.own);
  const repository = repositoryOf(url, options.hosts);
  if (!repository) return besides(new URL(fileAddress(url, options.hosts)), options, true);
  const paths = (await listFiles(repository, options)).map(({ path }) => path);
  const sorted = sortAlone([chooseModel(paths) ?? paths].flat());
  const [path] = sorted.models;
  return { name: nameOf(`${repository.name}/model.onnx`), sorted, files: [await opened(path, resolveAddress(repository, path), options)] };
}

/** Of each group of companions the first that is there. */
async function besides(url: URL, options: AddressOptions, alone = false): Promise<Incoming> {
  const model = decodeURIComponent(url.pathname.split('/').at(-1)!);
  if (!/\.onnx$/i.test(model)) throw new Failure('tagger.url', { url: url.origin + url.pathname });
  const files = [await opened(model, url.href, options)];
  for (const group of alone ? [] : companionsOf(model)) files.push(...(await firstThere(group, url, options)));
  const sorted = (alone ? sortAlone : sortFiles)(files.map(({ path }) => path));
  return { name: nameOf(decodeURIComponent(url.pathname).replace(/\/resolve\/[^/]+\//, '/')), sorted, files: usedFiles(sorted).map((path) => files.find((file) => file.path === path)!) };
}

async function firstThere(paths: readonly string[], url: URL, options: AddressOptions): Promise<IncomingFile[]> {
  for (const path of paths) {
    const beside = new URL(path, url);
    beside.search = url.search;
    try {
      return [await opened(path.slice(path.lastIndexOf('/') + 1), beside.href, options)];
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'url.missing') throw error;
    }
  }
  return [];
}

/** Lists are fetched whole: some servers pack them, and ranges of them are then of no use. */
async function opened(path: string, url: string, options: AddressOptions): Promise<IncomingFile> {
  if (!/\.onnx$/i.test(path)) {
    const bytes = new TextEncoder().encode((await fetchText(httpClient(options), url)).text);
    return { path, bytes: bytes.length, pieces: once(bytes) };
  }
  const source = await openHttp(url, options);
  return { path, bytes: source.size, pieces: source.stream(0, options.signal ?? new AbortController().signal) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
