/** Files into the library: by drop, pick, paste, share or address. */
import { fileAddress, listFiles, repositoryOf, resolveAddress } from '../../src/checkpoints/sources/hugging-face';
import { openHttp } from '../../src/checkpoints/sources/http-source';
import { Failure, failureData } from '../../src/failure';
import { blobSource, type ByteSource } from '../../src/formats/byte-source';
import type { FoundEmbedding } from '../../src/formats/embeddings/found';
import { isHalf, mergePairs } from '../../src/formats/embeddings/pairs';
import { readEmbeddings, type NamedFile } from '../../src/formats/embeddings/read';
import { changeEmbedding } from '../../src/store/embeddings';
import type { Added } from '../library-api';
import { decodePicture } from './pictures';
import { keepFound } from './words';

/** Pictures and torch files are read whole, or nearly; nothing that is a word is larger. LoRAs, read by range, may be. */
const MOST_BYTES = 256 * 2 ** 20;
/** where the header of a safetensors file opens */
const BRACE_AT = 8;

type Offered = NamedFile & { content: ByteSource };

export function addFiles(files: readonly File[]): Promise<Added> {
  return add(files.map((file) => ({ name: file.name, content: blobSource(file) })));
}

/** Each is kept as soon as it is read; only halves of pairs wait for each other. */
async function add(files: readonly Offered[]): Promise<Added> {
  const { ids, refused, ignored }: Added = { ids: [], refused: [], ignored: [] };
  const halves: FoundEmbedding[] = [];
  const keep = async (found: readonly FoundEmbedding[]): Promise<void> => {
    for (const one of found) ids.push(await keepFound(one));
  };
  for (const file of files) {
    const refuse = (error: unknown): void => void refused.push({ file: file.name, failure: failureData(error) });
    const found = await read(file).catch(refuse);
    if (!found) continue;
    const names = [...new Set(found.flatMap((one) => one.ignored))];
    if (names.length) ignored.push({ file: file.name, names });
    halves.push(...found.filter(isHalf));
    await keep(found.filter((one) => !isHalf(one))).catch(refuse);
  }
  await keep(mergePairs(halves)).catch((error: unknown) => void refused.push({ file: halves[0].name, failure: failureData(error) }));
  return { ids, refused, ignored };
}

async function read(file: Offered): Promise<FoundEmbedding[]> {
  const { size } = file.content;
  if (size > MOST_BYTES && !(await isSafetensors(file.content))) {
    throw new Failure('library.file-large', { size: megabytes(size), most: megabytes(MOST_BYTES) });
  }
  return readEmbeddings(file, { decodePicture });
}

const isSafetensors = async (source: ByteSource): Promise<boolean> =>
  new TextDecoder().decode(await source.read(BRACE_AT, BRACE_AT + 1)) === '{';

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** Throws `url.*`, `library.address` for what is no address. */
export async function addAddress(text: string): Promise<Added> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Failure('library.address', { text });
  const repository = repositoryOf(url);
  if (repository) return addConcept(repository);
  return add([await download(fileAddress(url), nameIn(url))]);
}

function nameIn(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || url.host;
  } catch {
    return last;
  }
}

type Repository = NonNullable<ReturnType<typeof repositoryOf>>;

/** diffusers' names; SDXL's script writes a second file for the second text encoder. */
const WEIGHTS = /^learned_embeds(_2)?\.(safetensors|bin)$/;
const OTHER_WEIGHTS = /\.(safetensors|bin|pt)$/;
const TOKEN = 'token_identifier.txt';
const PICTURES = /^concept_images\/.*\.(png|jpe?g|webp)$/i;

/** A concept: `learned_embeds.bin`, the word in `token_identifier.txt`, pictures of which the first is shown. */
async function addConcept(repository: Repository): Promise<Added> {
  const paths = (await listFiles(repository)).map(({ path }) => path).sort();
  const named = paths.filter((path) => WEIGHTS.test(path));
  const weights = named.length ? preferred(named) : paths.filter((path) => OTHER_WEIGHTS.test(path)).slice(0, 1);
  if (!weights.length) throw new Failure('library.no-concept', { name: repository.name });
  const name = await conceptName(repository, paths);
  // an ending, so that a token with a dot in it is not cut
  const files = await Promise.all(weights.map((path) => download(resolveAddress(repository, path), `${name}.bin`)));
  const added = await add(files);
  const picture = paths.find((path) => PICTURES.test(path));
  if (picture) await Promise.all(added.ids.map((id) => showPicture(id, repository, picture))).catch(() => undefined); // a word without a picture is a word
  return added;
}

/** One form of each: safetensors where there are both. */
const preferred = (paths: readonly string[]): string[] =>
  paths.filter((path) => path.endsWith('.safetensors') || !paths.includes(path.replace(/bin$/, 'safetensors')));

async function showPicture(id: string, repository: Repository, path: string): Promise<void> {
  const { content } = await download(resolveAddress(repository, path), path);
  const bytes = (await content.read(0, content.size)) as Uint8Array<ArrayBuffer>;
  await changeEmbedding(id, { preview: new Blob([bytes]) });
}

async function conceptName(repository: Repository, paths: readonly string[]): Promise<string> {
  const fallback = repository.name.split('/')[1];
  if (!paths.includes(TOKEN)) return fallback;
  const { content } = await download(resolveAddress(repository, TOKEN), TOKEN);
  const text = new TextDecoder().decode(await content.read(0, Math.min(200, content.size)));
  return text.trim() || fallback;
}

/** Small, but for LoRAs. */
async function download(url: string, name: string): Promise<Offered> {
  return { name, content: await openHttp(url) };
}
