import path from 'node:path';
import { defineConfig } from 'vite';

/** The demo page, served by the sandbox at `/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  // Whoever builds, also a test: libraries ship their production halves.
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  oxc: { jsx: { runtime: 'automatic', development: false } },
  build: {
    outDir: path.join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries mark their modules for server components; a bundle for the browser has nothing to do with it.
      onLog: (level, log, handle) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handle(level, log)),
    },
  },
});
