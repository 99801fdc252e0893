/** @file Small texts of a server, whole: config files, lists of files. */
import { Failure } from '../../failure';
import { concatBytes } from '../../formats/concat';
import { bodyOf } from './http-body';
import { patiently, type Client } from './http-client';

/** A config takes a few kB, an index of weights or a page of a list less than 1 MB. */
export const MOST_TEXT_BYTES = 16 * 2 ** 20;

export interface FetchedText {
  text: string;
  headers: Headers;
}

/** Throws `url.*`; `url.too-large` {url, limit} after MOST_TEXT_BYTES. */
export function fetchText(client: Client, url: string): Promise<FetchedText> {
  return patiently(client, async () => {
    const response = await client.ask(url, {});
    return { text: new TextDecoder().decode(await wholeBody(client, url, response)), headers: response.headers };
  });
}

async function wholeBody(client: Client, url: string, response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let left = MOST_TEXT_BYTES;
  for await (const piece of bodyOf(url, response, client.silence, client.signal)) {
    left -= piece.length;
    if (left < 0) throw new Failure('url.too-large', { url, limit: MOST_TEXT_BYTES });
    parts.push(piece);
  }
  return concatBytes(parts);
}
