/** Picture sets that ship with the app: public/demo/index.json beside the page. */
import { Failure } from '../failure';
import { stemOf } from '../images/caption';
import { baseName } from '../images/intake/paths';

export interface DemoSet {
  id: string;
  kind: 'subject' | 'style';
  name: { en: string; zh: string };
  /** starting text */
  start: string;
  /** paths beside index.json */
  pictures: string[];
}

export interface Demo {
  sets(): Promise<DemoSet[]>;
  /** Address of a set's picture, for showing it. */
  address(path: string): string;
  /** With each picture of a style comes a caption, the subject it shows: a style's sentences name it beside the word. */
  pictures(set: DemoSet): Promise<File[]>;
}

const FOLDER = 'demo/';

async function load(path: string): Promise<Response> {
  const response = await fetch(address(path)).catch(() => undefined);
  if (!response?.ok) throw new Failure('bundle.fetch', { path: FOLDER + path });
  return response;
}

/** The page may lie under any sub-path. */
const address = (path: string): string => new URL(FOLDER + path, document.baseURI).href;

/** What a style's picture shows, by its name, SET-SUBJECT.png; of a thing nothing is to be said. */
export function captionOf({ kind }: DemoSet, path: string): string {
  if (kind !== 'style') return '';
  const [, ...subject] = stemOf(baseName(path)).split('-');
  return subject.join(' ');
}

async function picture(path: string): Promise<File> {
  const blob = await (await load(path)).blob();
  return new File([blob], baseName(path), { type: blob.type });
}

const textFile = (path: string, text: string): File => new File([text], `${stemOf(baseName(path))}.txt`, { type: 'text/plain' });

export const bundledDemo: Demo = {
  async sets() {
    const { sets } = (await (await load('index.json')).json()) as { sets: DemoSet[] };
    return sets;
  },
  address,
  async pictures(set) {
    const files = await Promise.all(set.pictures.map(picture));
    return set.kind === 'style' ? [...files, ...set.pictures.map((path) => textFile(path, captionOf(set, path)))] : files;
  },
};
