// Part of the service worker: what another app shares comes as a form that is posted. No server sees it: the files are put
// aside here, and the page that opens then takes them (src/app/platform/arrivals.ts).
const SHARED = 'shared';

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { scope } = self.registration;
  if (method !== 'POST' || url !== new URL('share', scope).href) return;
  event.respondWith(putAside(event.request, scope));
});

async function putAside(request, scope) {
  const form = await request.formData();
  const cache = await caches.open(SHARED);
  // No share takes the place of one that no page has taken yet.
  const path = `shared/${crypto.randomUUID()}`;
  const address = [form.get('url'), form.get('text')].find((text) => /^https?:/i.test(text ?? ''));
  if (address) await cache.put(new URL(`${path}/address`, scope), new Response(address));
  for (const [i, file] of form.getAll('files').entries()) {
    const headers = { 'content-type': file.type, 'x-name': encodeURIComponent(file.name) };
    await cache.put(new URL(`${path}/${i}`, scope), new Response(file, { headers }));
  }
  return Response.redirect(new URL('./#/library', scope), 303);
}
