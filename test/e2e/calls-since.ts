import type { Watch } from './watch.ts';

/** Calls of the product since a mark by what they ask for, token refreshes aside: `{ 'monday EvenkeelItems': 1 }`. */
export function callsSince(watch: Watch, mark: number): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { service, method, path, requestBody } of watch.since(mark)) {
    if (service === 'oauth') continue;
    const graph = /(?:query|mutation) (\w+)/.exec(requestBody)?.[1];
    const place = path
      .replace(/\?.*/, '')
      .replace(/^.*\/spaces\/\d+\/pages$/, 'newest pages')
      .replace(/^.*\/pages\/\d+$/, 'page')
      .replace(/^.*[/:](?=[a-zA-Z]+$)/, '');
    const what = `${service} ${service === 'monday' ? graph : `${method} ${place}`}`;
    found[what] = (found[what] ?? 0) + 1;
  }
  return found;
}
