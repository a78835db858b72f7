/** What a caller of a use-case did that can't be done: a code and data; the server puts it into words and a status. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: string,
    readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 503,
    readonly data: Readonly<Record<string, string | number | null>> = {},
    /** Which field of the request is wrong. */
    readonly field: string | null = null,
    /** What the caller should see instead: the new plan of a 409. */
    readonly body: unknown = null,
  ) {
    super(code);
  }
}

export const notFound = (what: string, id: string): Problem => new Problem('not-found', 404, { what, id });
