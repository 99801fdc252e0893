/** Files into the library: by drop, pick, paste, share or address. */
import { fileAddress, listFiles, repositoryOf, resolveAddress } from '../../src/checkpoints/sources/hugging-face';
import { openHttp } from '../../src/checkpoints/sources/http-source';
import { Failure, failureData } from '../../src/failure';
import { blobSource, type ByteSource } from '../../src/formats/byte-source';
import type { FoundEmbedding } from '../../src/formats/embeddings/found';
import { mergePairs } from '../../src/formats/embeddings/pairs';
import { readEmbeddings, type NamedFile } from '../../src/formats/embeddings/read';
import type { Added } from '../library-api';
import { decodePicture } from './pictures';
import { keepFound } from './words';

/** Nothing that is a word is larger; a model dropped here by mistake is not read whole. */
const MOST_BYTES = 256 * 2 ** 20;

export function addFiles(files: readonly File[]): Promise<Added> {
  return add(files.map((file) => ({ name: file.name, content: blobSource(file) })));
}

async function add(files: readonly (NamedFile & { content: ByteSource })[]): Promise<Added> {
  const found: FoundEmbedding[] = [];
  const refused: Added['refused'] = [];
  for (const file of files) {
    try {
      found.push(...(await read(file)));
    } catch (error) {
      refused.push({ file: file.name, failure: failureData(error) });
    }
  }
  const ids: string[] = [];
  for (const one of mergePairs(found)) ids.push(await keepFound(one));
  return { ids, refused };
}

async function read(file: NamedFile & { content: ByteSource }): Promise<FoundEmbedding[]> {
  const { size } = file.content;
  if (size > MOST_BYTES) throw new Failure('library.file-large', { size, most: MOST_BYTES });
  return readEmbeddings(file, { decodePicture });
}

/** Throws `url.*`, `library.address` for what is no address. */
export async function addAddress(text: string): Promise<Added> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Failure('library.address', { text });
  const repository = repositoryOf(url);
  if (repository) return addConcept(repository);
  return add([await download(fileAddress(url), nameIn(url))]);
}

const nameIn = (url: URL): string => decodeURIComponent(url.pathname.split('/').at(-1) ?? '') || url.host;

const WEIGHTS = /^learned_embeds\.(safetensors|bin)$/;
const OTHER_WEIGHTS = /\.(safetensors|bin|pt)$/;
const TOKEN = 'token_identifier.txt';

/** A concept: `learned_embeds.bin`, the word in `token_identifier.txt`, pictures of which the first is shown. */
async function addConcept(repository: NonNullable<ReturnType<typeof repositoryOf>>): Promise<Added> {
  const paths = (await listFiles(repository)).map(({ path }) => path);
  const weights = paths.find((path) => WEIGHTS.test(path)) ?? paths.find((path) => OTHER_WEIGHTS.test(path));
  if (!weights) throw new Failure('library.no-concept', { name: repository.name });
  return add([await download(resolveAddress(repository, weights), await conceptName(repository, paths))]);
}

async function conceptName(repository: NonNullable<ReturnType<typeof repositoryOf>>, paths: readonly string[]): Promise<string> {
  const fallback = repository.name.split('/')[1];
  if (!paths.includes(TOKEN)) return fallback;
  const { content } = await download(resolveAddress(repository, TOKEN), TOKEN);
  const text = new TextDecoder().decode(await content.read(0, Math.min(200, content.size)));
  return text.trim() || fallback;
}

/** Whole: words are small. */
async function download(url: string, name: string): Promise<NamedFile & { content: ByteSource }> {
  const source = await openHttp(url);
  if (source.size > MOST_BYTES) throw new Failure('library.file-large', { size: source.size, most: MOST_BYTES });
  return { name, content: source };
}
