/**
 * What the board view uses of monday's SDK: its browser half, as it ships. The package's own declarations are source files
 * that strict settings refuse, and describe an export that isn't there.
 */
declare module 'monday-sdk-js/src/client.js' {
  interface Answer {
    readonly data: unknown;
  }
  interface Monday {
    get(type: 'context' | 'sessionToken'): Promise<Answer>;
    listen(type: 'context', callback: (answer: Answer) => void): () => void;
    execute(type: 'openItemCard' | 'valueCreatedForUser', params?: Readonly<Record<string, unknown>>): Promise<Answer>;
    reportTime(phase: 'load' | 'interactive'): Promise<Answer>;
  }
  export default function init(options: { readonly apiVersion: string; readonly withoutScrollHelper: boolean }): Monday;
}
