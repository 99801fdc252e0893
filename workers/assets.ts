/** Files of public/, fetched from a worker. */
import { Failure } from '../src/failure';
import { loadTokenizer, type Tokenizer } from '../src/text/tokenizer';

/** Relative to the worker's script, which lies one folder below the app's root both when built and in development. */
function publicUrl(path: string): URL {
  return new URL(`../${path}`, self.location.href);
}

/** Throws `bundle.fetch` {path}. */
export async function fetchAsset(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const refuse = (): never => {
    throw new Failure('bundle.fetch', { path });
  };
  const response = await fetch(publicUrl(path)).catch(refuse);
  if (!response.ok) refuse();
  return new Uint8Array(await response.arrayBuffer().catch(refuse));
}

let tokenizer: Promise<Tokenizer> | undefined;

/** CLIP's tokenizer, fetched and built once; after a failure the next call tries again. */
export function sharedTokenizer(): Promise<Tokenizer> {
  tokenizer ??= fetchAsset('clip/merges.txt.gz')
    .then(loadTokenizer)
    .catch((error: unknown) => {
      tokenizer = undefined;
      throw error;
    });
  return tokenizer;
}
