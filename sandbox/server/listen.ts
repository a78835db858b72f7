import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handler } from '../world/world.ts';
import { ConnectionLost } from './exchange.ts';

export interface Listening {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Serves `handler` over HTTP on loopback alone. Port 0 takes any free one. Rejects when the port is taken. */
export async function listen(handler: Handler, port: number, report: (error: unknown) => void): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (incoming, outgoing) => {
    serve(handler, incoming, outgoing).catch((error: unknown) => {
      // A lost connection is the very fault that was asked for; a caller who left in the middle isn't ours to report.
      if (!(error instanceof ConnectionLost) && !incoming.destroyed) report(error);
      incoming.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

async function serve(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await handler(await toRequest(incoming));
  outgoing.statusCode = response.status;
  if (response.statusText) outgoing.statusMessage = response.statusText;
  outgoing.setHeaders(response.headers);
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return stream(response, outgoing);
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.headers.has('content-length') && response.status !== 204 && response.status !== 304)
    outgoing.setHeader('content-length', body.length);
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}

async function stream(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.flushHeaders();
  const reader = response.body?.getReader();
  outgoing.once('close', () => void reader?.cancel());
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    outgoing.write(part.value);
  }
  outgoing.end();
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url = '/', headers } = incoming;
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(parts);
  return new Request(new URL(url, `http://${headers.host ?? '127.0.0.1'}`), { method, headers: toHeaders(incoming), body });
}

function toHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  return headers;
}
