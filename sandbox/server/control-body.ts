/** Something in a control's body is wrong; says which field and what it takes. */
export class BadControl extends Error {
  readonly field: string | null;
  constructor(field: string | null, message: string) {
    super(message);
    this.field = field;
  }
}

/** The JSON object in the body of a control. */
export async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    throw new BadControl(null, 'The body must be JSON.');
  }
  return toObject(body, null);
}

export function toObject(value: unknown, field: string | null): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadControl(field, 'must be an object');
  return Object.fromEntries(Object.entries(value));
}
