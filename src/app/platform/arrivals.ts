/** Files that the system hands to the installed app: opened with it, or shared to it. */
export interface ArrivalListener {
  files: (files: Promise<File[]>) => void;
  address: (address: string) => void;
}

interface LaunchQueue {
  setConsumer(consumer: (launch: { files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Call once; the browser keeps launches until then. */
export function watchArrivals(listener: ArrivalListener): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length) listener.files(Promise.all(files.map((handle) => handle.getFile())));
  });
  void takeShared(listener);
}

/** Where the service worker puts what was shared: public/share-target.js. */
const SHARED = 'shared';
const ADDRESS = '/shared/address';

async function takeShared({ files, address }: ArrivalListener): Promise<void> {
  // Absent on plain http: then nothing can have been shared.
  if (!globalThis.caches || !(await caches.has(SHARED))) return;
  const cache = await caches.open(SHARED);
  const kept = await Promise.all((await cache.keys()).map(async (request) => ({ request, response: (await cache.match(request))! })));
  const [asked] = kept.filter(({ request }) => request.url.endsWith(ADDRESS));
  const given = await Promise.all(kept.filter((one) => one !== asked).map(({ response }) => fileOf(response)));
  const text = await asked?.response.text();
  // Only now: what is read is in hand.
  await caches.delete(SHARED);
  if (given.length) files(Promise.resolve(given));
  else if (text) address(text);
}

async function fileOf(response: Response): Promise<File> {
  const name = decodeURIComponent(response.headers.get('x-name') ?? 'shared');
  return new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' });
}
