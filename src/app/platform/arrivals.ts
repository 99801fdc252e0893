/** Files that the system hands to the installed app: opened with it, or shared to it. */
export interface ArrivalListener {
  /** resolves once they are kept, or once the person was told why not */
  files: (files: Promise<File[]>) => Promise<void>;
  address: (address: string) => Promise<void>;
}

interface LaunchQueue {
  setConsumer(consumer: (launch: { files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Call once; the browser keeps launches until then. */
export function watchArrivals(listener: ArrivalListener): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length) void listener.files(Promise.all(files.map((handle) => handle.getFile())));
  });
  // Absent on plain http: then nothing can have been shared.
  if (globalThis.caches) void navigator.locks.request(TAKING, () => takeShared(listener));
}

/** Where the service worker puts what was shared: public/share-target.js. */
const SHARED = 'shared';
const ADDRESS = '/address';
/** One tab takes what was shared, and only once. */
const TAKING = 'pseudoword-shared';

async function takeShared({ files, address }: ArrivalListener): Promise<void> {
  if (!(await caches.has(SHARED))) return;
  const cache = await caches.open(SHARED);
  const kept = await Promise.all((await cache.keys()).map(async (request) => ({ request, response: (await cache.match(request))! })));
  const [asked] = kept.filter(({ request }) => request.url.endsWith(ADDRESS));
  const given = await Promise.all(kept.filter((one) => one !== asked).map(({ response }) => fileOf(response)));
  if (given.length) await files(Promise.resolve(given));
  else if (asked) await address(await asked.response.text());
  // Only now, and only these: a page closed before would lose them, and more may have been shared since.
  await Promise.all(kept.map(({ request }) => cache.delete(request)));
}

async function fileOf(response: Response): Promise<File> {
  const name = decodeURIComponent(response.headers.get('x-name') ?? 'shared');
  return new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' });
}
