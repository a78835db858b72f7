/**
 * monday's part of the conversation with an app in an iframe (`monday-sdk-js`): each message of the app is answered with
 * the id it came with, and what the app listens for is pushed to it.
 */

export interface HostAnswers {
  readonly context: () => Promise<Readonly<Record<string, unknown>>>;
  readonly sessionToken: () => Promise<string>;
  /** Runs a GraphQL query as the person; answers monday's whole body. */
  readonly api: (query: string, variables: unknown) => Promise<unknown>;
  /** `notice`, `openItemCard`, `track`, `valueCreatedForUser` …; what it answers goes to the app. */
  readonly execute: (type: string, params: Readonly<Record<string, unknown>>) => unknown;
}

export interface ViewHost {
  /** Sends the app what it listens for. */
  push(type: 'context' | 'settings' | 'events', data: unknown): void;
  stop(): void;
}

interface FromApp {
  readonly method?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
}

/** Answers the app in `frame`, and nobody else; `origin` is the app's. */
export function hostView(frame: HTMLIFrameElement, origin: string, answers: HostAnswers): ViewHost {
  const kept = new Map<string, { value: unknown; version: number }>();
  let settings: Record<string, unknown> = {};
  /** Before its first word there is no app in the frame yet, only the browser's blank page. */
  let isThere = false;
  const send = (message: Record<string, unknown>) => frame.contentWindow?.postMessage(message, origin);

  async function answer(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    const type = String(args.type ?? '');
    const params = (args.params ?? {}) as Record<string, unknown>;
    switch (method) {
      case 'get':
        if (type === 'context') return answers.context();
        if (type === 'sessionToken') return answers.sessionToken();
        if (type === 'settings') return settings;
        if (type === 'location') return { href: frame.src, search: new URL(frame.src).search };
        if (type === 'filter') return { term: '', rules: [], operator: null };
        if (type === 'itemIds') return [];
        throw new Error(`Unknown get type ${type}`);
      case 'set':
        settings = { ...settings, ...params };
        return { success: true };
      case 'listen':
        return { success: true };
      case 'execute':
        return answers.execute(type, params);
      case 'api':
        return answers.api(String(params.query ?? ''), params.variables ?? {});
      case 'storage':
        return store(String(args.method), `${String(args.segment)} ${String(args.key)}`, args.value);
      default:
        throw new Error(`Unknown method ${method}`);
    }
  }

  function store(method: string, key: string, value: unknown): unknown {
    const held = kept.get(key);
    if (method === 'get')
      return { success: true, value: held?.value ?? null, version: held === undefined ? undefined : String(held.version) };
    if (method === 'delete') return { success: kept.delete(key), value: null };
    const version = (held?.version ?? 0) + 1;
    kept.set(key, { value, version });
    return { success: true, version: String(version) };
  }

  async function hear({ source, data }: MessageEvent<FromApp>): Promise<void> {
    if (source !== frame.contentWindow || typeof data?.method !== 'string') return;
    const { method, requestId, args = {} } = data;
    isThere = true;
    const base = { method, requestId, type: args.type };
    try {
      send({ ...base, data: await answer(method, args) });
    } catch (error) {
      send({ ...base, errorMessage: error instanceof Error ? error.message : String(error) });
    }
  }

  const listener = (event: MessageEvent<FromApp>) => void hear(event);
  addEventListener('message', listener);
  return {
    push(type, data) {
      if (isThere) send({ type, data });
    },
    stop: () => removeEventListener('message', listener),
  };
}
