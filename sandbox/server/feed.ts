import type { SandboxWorld } from '../world/create-world.ts';

/** `GET /page/feed`: every announced change as a server-sent event `{service, container}`. Undefined for other requests. */
export function createFeed(world: SandboxWorld): (request: Request) => Promise<Response | undefined> {
  const encoder = new TextEncoder();
  return async (request) => {
    if (request.method !== 'GET' || new URL(request.url).pathname !== '/page/feed') return undefined;
    let stop = (): void => {};
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encoder.encode('retry: 500\n\n'));
        stop = world.onAnnounce((change) => controller.enqueue(encoder.encode(`data: ${JSON.stringify(change)}\n\n`)));
      },
      cancel() {
        stop();
      },
    });
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
  };
}
