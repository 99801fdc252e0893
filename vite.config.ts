import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';

/** `connect-src https:` is for imports by address that a person asks for; the network test holds the app to that. */
const POLICY = [
  "default-src 'self'",
  "connect-src 'self' https:",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Built pages only: the development server needs inline scripts for its reloads. */
function contentSecurityPolicy(): Plugin {
  const meta: HtmlTagDescriptor = {
    tag: 'meta',
    attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
    injectTo: 'head-prepend',
  };
  return { name: 'content-security-policy', apply: 'build', transformIndexHtml: () => [meta] };
}

/** What words come as, pictures apart. */
const WORD_FILES = ['.pt', '.bin', '.safetensors'];

/** Shell, pictures and tokenizer are precached; the model is not: it lives in IndexedDB, once. */
function installable(): Plugin[] {
  return VitePWA({
    registerType: 'prompt',
    injectRegister: false,
    manifest: {
      name: 'Pseudoword',
      short_name: 'Pseudoword',
      description: 'Teach Stable Diffusion a new word, in this browser',
      start_url: './',
      scope: './',
      display: 'standalone',
      // Files of words, from other apps and from the system's file manager; see public/share-target.js and src/app/platform/arrivals.ts.
      share_target: {
        action: './share',
        method: 'POST',
        enctype: 'multipart/form-data',
        params: { text: 'text', url: 'url', files: [{ name: 'files', accept: ['image/png', 'image/webp', 'image/avif', ...WORD_FILES] }] },
      },
      file_handlers: [
        { action: './#/library', accept: { 'application/octet-stream': WORD_FILES, 'image/png': ['.png'], 'image/webp': ['.webp'], 'image/avif': ['.avif'] } },
      ],
      background_color: '#14161d',
      theme_color: '#14161d',
      icons: [
        { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    includeAssets: [],
    includeManifestIcons: false,
    workbox: {
      globPatterns: ['**/*'],
      importScripts: ['share-target.js'],
      globIgnores: ['model/**', '**/*.{map,wasm,webmanifest}', 'sw.js', 'workbox-*.js', 'share-target.js'],
      maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      cleanupOutdatedCaches: true,
    },
  });
}

/** Says nothing of slow plugins on a busy machine. */
const quiet = { checks: { pluginTimings: false } };

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(process.env.npm_package_version ?? '0.0.0') },
  // Relative, so that the folder may be served from any sub-path.
  base: './',
  plugins: [svelte(), contentSecurityPolicy(), installable()],
  worker: { format: 'es', rolldownOptions: quiet },
  // Its own address of its WebAssembly would not survive being bundled anew for development.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  build: {
    target: 'es2023',
    // Never data: addresses: the policy lets nothing fetch them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: quiet,
  },
});
