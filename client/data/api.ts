/** The product's API as the board view calls it: same origin, bearer session token, every answer parsed before it is shown. */
import { z } from 'zod';
import { failure } from '../../core/protocol/api.ts';
import type { Session } from '../host/session.ts';

/** What went wrong, with what the product said to do about it. `status` 0: no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

export interface Api {
  get<T>(path: string, answer: z.ZodType<T>, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T>;
}

/** `root` is the API's address without a slash at its end; `call` is fetch; `language` is the person's, not the browser's. */
export function createApi(root: string, session: Session, language: () => string, call: typeof fetch): Api {
  async function once(path: string, init: RequestInit, token: string): Promise<Response> {
    try {
      return await call(`${root}${path}`, {
        ...init,
        cache: 'no-store',
        credentials: 'omit',
        headers: {
          accept: 'application/json',
          'accept-language': language(),
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
        },
      });
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
      throw new ApiError(0, 'unreachable', 'No answer');
    }
  }

  async function ask<T>(path: string, init: RequestInit, answer: z.ZodType<T>): Promise<T> {
    const token = await session.token();
    let response = await once(path, init, token);
    if (response.status === 401) {
      session.refuse(token);
      response = await once(path, init, await session.token());
    }
    const body = await readJson(response);
    if (!response.ok) throw refusal(response.status, body);
    const read = answer.safeParse(body);
    if (!read.success) throw new ApiError(response.status, 'unexpected', z.prettifyError(read.error));
    return read.data;
  }

  return {
    get: (path, answer, signal) => ask(path, signal === undefined ? {} : { signal }, answer),
    post: (path, body, answer) => ask(path, { method: 'POST', body: JSON.stringify(body) }, answer),
  };
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ApiError(response.status, 'unexpected', response.statusText);
  }
}

function refusal(status: number, body: unknown): ApiError {
  const read = failure.safeParse(body);
  if (!read.success) return new ApiError(status, 'unexpected', `HTTP ${status}`);
  return new ApiError(status, read.data.error.code, read.data.error.message);
}
