/** `npm run build`: the board view and the demo page, where their sources changed since they were built. */
import { buildPages } from './build-pages.ts';

await buildPages((line) => console.log(line));
