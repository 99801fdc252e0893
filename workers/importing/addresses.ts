/** An address that a person offers: of a file, or of a repository that holds several things. */
import type { Precision } from '../../src/checkpoints/import-convert';
import { isSameFile } from '../../src/checkpoints/sources/http-answer';
import { httpClient, type HttpOptions } from '../../src/checkpoints/sources/http-client';
import { openHttp, type HttpSource } from '../../src/checkpoints/sources/http-source';
import { fetchText, MOST_TEXT_BYTES } from '../../src/checkpoints/sources/http-text';
import { fileAddress, listFiles, repositoryOf, resolveAddress, type Repository } from '../../src/checkpoints/sources/hugging-face';
import { choicesIn, type RemoteChoice } from '../../src/checkpoints/sources/repository-choice';
import { Failure } from '../../src/failure';
import { bytesSource } from '../../src/formats/byte-source';
import type { Candidate } from '../importer-api';
import type { OpenedFile, OpenedOffer, StoredAddress } from './offered';

export interface AddressOptions extends HttpOptions {
  /** that count as Hugging Face, in tests */
  hosts?: readonly string[];
  /** that may be asked by plain http: the page's own origin, which alone its policy lets it */
  own?: string;
}

export interface Candidates {
  name: string;
  candidates: Candidate[];
}

/** Throws `url.*`. */
export async function openAddress(
  text: string, pick: string | undefined, precision: Precision, options: AddressOptions,
): Promise<OpenedOffer | Candidates> {
  const url = parseAddress(text, options.own);
  const repository = repositoryOf(url, options.hosts);
  if (!repository) return openSingle(fileAddress(url, options.hosts), options);
  const choices = choicesIn(await listFiles(repository, options), precision);
  const chosen = choices.length === 1 ? choices[0] : choices.find((choice) => choice.pick === pick);
  if (chosen) return openChoice(repository, chosen, options);
  if (!choices.length) throw new Failure('url.nothing', { url: text });
  return { name: nameOf(repository.name), candidates: choices.map(({ pick, bytes }) => ({ pick, bytes })) };
}

/** Throws `url.invalid`. */
export function parseAddress(text: string, own: string | undefined = globalThis.location?.origin): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isReached = url && (url.protocol === 'https:' || (url.protocol === 'http:' && url.origin === own));
  // Browsers refuse to ask with a name and a password in the address.
  if (!isReached || url.username || url.password || lastPart(url) === undefined) throw invalid(text);
  url.hash = '';
  return url;
}

/** A password is not to be shown. */
const invalid = (text: string): Failure => new Failure('url.invalid', { url: text.replace(/(\/\/)[^/]*@/, '$1') });

/** undefined where a % is not followed by the digits of a character. */
function lastPart({ pathname }: URL): string | undefined {
  try {
    return decodeURIComponent(pathname.split('/').at(-1) || 'model');
  } catch {
    return undefined;
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.(safetensors|ckpt|pt|pth)$/i, '');

async function openSingle(address: string, options: AddressOptions): Promise<OpenedOffer> {
  const url = new URL(address);
  const path = lastPart(url) ?? 'model';
  // A query may hold a key that is meant for this person alone: it stays out of the manifest.
  return opened(nameOf(path), url.origin + url.pathname, [await openRemote({ path, url: address, size: -1 }, options)]);
}

async function openChoice(repository: Repository, { pick, files }: RemoteChoice, options: AddressOptions): Promise<OpenedOffer> {
  const isFolder = pick === '' || pick.endsWith('/');
  const name = isFolder && pick === '' ? repository.name : pick.replace(/\/$/, '');
  const addresses = files.map(({ path, bytes }) => ({ path: path.slice(isFolder ? pick.length : 0), url: resolveAddress(repository, path), size: bytes }));
  return opened(nameOf(name), `${repository.name}/${pick}`.replace(/\/$/, ''), await Promise.all(addresses.map((address) => openRemote(address, options))));
}

interface Remote {
  file: OpenedFile;
  stored: StoredAddress;
}

function opened(name: string, sourceName: string, remotes: readonly Remote[]): OpenedOffer {
  return { name, sourceName, files: remotes.map(({ file }) => file), stored: { kind: 'url', files: remotes.map(({ stored }) => stored) } };
}

/**
 * Config files are fetched whole: some servers pack them, and ranges of them are then of no use.
 * `size` -1: not known. Throws `import.source-changed` where it is not as it was.
 */
export async function openRemote(address: StoredAddress, options: AddressOptions): Promise<Remote> {
  const { path, url, size } = address;
  if (address.text !== undefined || (path.endsWith('.json') && size <= MOST_TEXT_BYTES)) return openText(address, options);
  const source = await openHttp(url, options, address.seen);
  if ((size >= 0 && source.size !== size) || isSameFile(address, source.validators) === false) throw new Failure('import.source-changed', { path });
  return { file: { path, source, spool: isTorch(source) }, stored: storedAddress(address, source) };
}

/** `seen` is read each time that the journal is written. */
function storedAddress({ path, url, etag, modified }: StoredAddress, source: HttpSource): StoredAddress {
  return {
    path, url, size: source.size,
    ...(etag && { etag }),
    ...(modified && { modified }),
    ...source.validators,
    get seen() { return source.seen; },
  };
}

async function openText(address: StoredAddress, options: AddressOptions): Promise<Remote> {
  const text = address.text ?? (await fetchText(httpClient(options), address.url)).text;
  const source = bytesSource(new TextEncoder().encode(text));
  return { file: { path: address.path, source, spool: false }, stored: { ...address, text } };
}

/** A zip, or a pickle; what is neither is left to the reader of formats. */
const isTorch = ({ head }: HttpSource): boolean => (head[0] === 0x50 && head[1] === 0x4b) || (head[0] === 0x80 && head[8] !== 0x7b);
