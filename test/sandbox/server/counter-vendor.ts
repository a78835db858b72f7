import type { Vendor, World } from '../../../sandbox/world/world.ts';

/** A vendor as small as one can be: `GET /v4/spreadsheets/n` says a number, `POST` adds to it. */
export function createCounter(world: World): Vendor {
  const table = world.store.table<{ n: number }>('counter');
  const read = () => table.get('n')?.n ?? 0;
  return {
    service: 'sheets',
    owns: (pathname) => pathname.startsWith('/v4/spreadsheets'),
    describe: (request) => ({
      service: 'sheets',
      operations: [request.method === 'POST' ? 'spreadsheets.add' : 'spreadsheets.get'],
      caller: request.headers.get('authorization') ?? 'nobody',
    }),
    async handle(request) {
      if (request.method === 'POST') {
        const { add } = JSON.parse(await request.text());
        table.set('n', { n: read() + add });
        world.store.commit();
        world.announce({ service: 'sheets', container: 'n' });
      }
      if (new URL(request.url).pathname.endsWith('/bug')) throw new Error('a bug');
      return Response.json({ n: read() }, { headers: { 'x-vendor': 'counter' } });
    },
  };
}
