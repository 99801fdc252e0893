/**
 * @file Addresses of Hugging Face: of a file (`resolve`, or the page `blob` that shows it) and of a repository, whose
 * list of files its public API gives: /api/models/OWNER/NAME/tree/REV?recursive=true, in pages joined by `Link`.
 */
import { Failure } from '../../failure';
import { httpClient, type HttpOptions } from './http-client';
import { fetchText } from './http-text';

export interface Repository {
  /** e.g. https://huggingface.co */
  origin: string;
  /** OWNER/NAME */
  name: string;
  /** branch, tag or commit, as it stands in the address */
  revision: string;
}

export interface RemoteFile {
  /** inside the repository */
  path: string;
  bytes: number;
}

const HOSTS = ['huggingface.co', 'hf.co', 'www.huggingface.co'];
const NOT_MODELS = ['datasets', 'spaces', 'api', 'docs', 'collections', 'papers', 'blog'];

/** undefined for an address that is no repository's; `hosts` are for tests. */
export function repositoryOf(url: URL, hosts: readonly string[] = HOSTS): Repository | undefined {
  const [owner, name, kind, revision = 'main'] = segments(url);
  if (!hosts.includes(url.host) || !owner || !name || NOT_MODELS.includes(owner)) return undefined;
  if (kind !== undefined && kind !== 'tree') return undefined;
  return { origin: url.origin, name: `${owner}/${name}`, revision };
}

/** The address of the file itself where it is the page that shows it. */
export function fileAddress(url: URL, hosts: readonly string[] = HOSTS): string {
  const parts = segments(url);
  if (!hosts.includes(url.host) || (parts[2] !== 'blob' && parts[2] !== 'resolve')) return url.href;
  parts[2] = 'resolve';
  return `${url.origin}/${parts.join('/')}`;
}

/** As they stand in the address: a revision may hold a slash, written as %2F. */
const segments = (url: URL): string[] => url.pathname.split('/').filter(Boolean);

export function resolveAddress({ origin, name, revision }: Repository, path: string): string {
  return `${origin}/${name}/resolve/${revision}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Pages at most: 1,000 files each, and no model has so many. */
const MOST_PAGES = 20;

/** Throws `url.*`. */
export async function listFiles({ origin, name, revision }: Repository, options: HttpOptions = {}): Promise<RemoteFile[]> {
  const client = httpClient(options);
  const files: RemoteFile[] = [];
  let next: string | undefined = `${origin}/api/models/${name}/tree/${revision}?recursive=true`;
  for (let page = 0; next && page < MOST_PAGES; page++) {
    const url: string = next;
    const { text, headers } = await fetchText(client, url);
    files.push(...filesIn(url, text));
    next = nextPage(url, headers.get('link'));
  }
  return files;
}

function filesIn(url: string, text: string): RemoteFile[] {
  const entries = parsed(text);
  if (!Array.isArray(entries)) throw new Failure('url.page', { url });
  return (entries as { type?: unknown; path?: unknown; size?: unknown }[]).flatMap(({ type, path, size }) =>
    type === 'file' && typeof path === 'string' && typeof size === 'number' ? [{ path, bytes: size }] : []);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Never away from the server that was asked. */
function nextPage(url: string, link: string | null): string | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  if (!target) return undefined;
  const next = new URL(target, url);
  return next.origin === new URL(url).origin ? next.href : undefined;
}
