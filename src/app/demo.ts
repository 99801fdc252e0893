/** Picture sets that ship with the app: public/demo/index.json beside the page. */
import { Failure } from '../failure';

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

async function picture(path: string): Promise<File> {
  const blob = await (await load(path)).blob();
  return new File([blob], path.slice(path.lastIndexOf('/') + 1), { type: blob.type });
}

export const bundledDemo: Demo = {
  async sets() {
    const { sets } = (await (await load('index.json')).json()) as { sets: DemoSet[] };
    return sets;
  },
  address,
  pictures: (set) => Promise.all(set.pictures.map(picture)),
};
