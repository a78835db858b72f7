/**
 * Vibe's modules put their CSS into `<style>` elements when they load, which a page without inline styles refuses. This
 * plugin asks each such module for its CSS while we build (Vibe's own door for server rendering) and leaves it to the
 * bundler as a stylesheet; what stays in the JavaScript is the map of class names.
 */
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

interface Sheet {
  readonly css: string;
  readonly names: unknown;
}

const STYLED = /[\\/]@vibe[\\/].*\.(?:scss|css)\.js$/;
const SHEET = '?vibe-sheet.css';
let evaluations = 0;

/** Moves Vibe's styles from JavaScript to the stylesheet that the build emits. */
export function vibeStyles(): Plugin {
  const sheets = new Map<string, string>();
  let turn: Promise<unknown> = Promise.resolve();
  return {
    name: 'vibe-styles',
    enforce: 'pre',
    resolveId: (id) => (id.endsWith(SHEET) ? id : null),
    load: (id) => (id.endsWith(SHEET) ? (sheets.get(id.slice(0, -SHEET.length)) ?? null) : null),
    async transform(_code, id) {
      if (!STYLED.test(id)) return null;
      // One at a time: the door is a global.
      const reading = turn.then(() => readModule(id));
      turn = reading.catch(() => undefined);
      const { css, names } = await reading;
      sheets.set(id, css);
      const code = `import ${JSON.stringify(`${id}${SHEET}`)};\nexport default ${JSON.stringify(names)};`;
      return { code, map: null, moduleSideEffects: true };
    },
  };
}

async function readModule(file: string): Promise<Sheet> {
  const door = globalThis as { injectedStyles?: Record<string, string> };
  const caught: Record<string, string> = {};
  door.injectedStyles = caught;
  try {
    evaluations += 1;
    // The query makes Node evaluate the module anew, with the door open.
    const module: { default: unknown } = await import(`${pathToFileURL(file).href}?sheet=${evaluations}`);
    const css = Object.values(caught).join('\n');
    if (css === '') throw new Error(`${file} handed out no styles: Vibe changed how it injects them`);
    return { css, names: typeof module.default === 'string' ? '' : module.default };
  } finally {
    delete door.injectedStyles;
  }
}
