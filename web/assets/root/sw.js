// Keeps what is named by its content, and the page that says there is no connection.
const STYLE = '@asset(app.css)';
const SHELL = `shell-${STYLE}`; // a new style sheet is a new shell
addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(['/offline', STYLE])).then(() => skipWaiting()));
});
addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const key of await caches.keys()) if (key !== SHELL) await caches.delete(key);
    await registration.navigationPreload?.enable();
    await clients.claim();
  })());
});
addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/a/')) {
    event.respondWith((async () => {
      const cache = await caches.open(SHELL);
      const kept = await cache.match(request);
      if (kept) return kept;
      const fresh = await fetch(request);
      if (fresh.ok) cache.put(request, fresh.clone());
      return fresh;
    })());
  } else if (request.mode === 'navigate') {
    // Pages are never kept: they may belong to somebody.
    event.respondWith((async () => {
      try {
        return (await event.preloadResponse) ?? (await fetch(request));
      } catch {
        return (await caches.match('/offline')) ?? Response.error();
      }
    })());
  }
});
