/** The sandbox's own controls: faults, the vendors' clock, limits, what people picked for apps, reset. No part of any vendor's API. */
import type { SandboxWorld } from '../world/create-world.ts';
import { BadControl, bodyOf } from './control-body.ts';
import { toFault } from './fault-body.ts';

export type Control = (request: Request, id: string) => Promise<Response> | Response;

/** Answers the controls' paths, and `more` of them; undefined for all others. */
export function createControls(
  sandbox: { world: SandboxWorld; reset(): Promise<void> },
  more: Readonly<Record<string, Control>> = {},
): (request: Request) => Promise<Response | undefined> {
  const { faults, clock } = sandbox.world;

  const routes: Readonly<Record<string, Control>> = {
    'GET /faults': () => Response.json(faults.list()),
    'POST /faults': async (request) => Response.json({ id: faults.add(toFault(await bodyOf(request))) }, { status: 201 }),
    'DELETE /faults': () => {
      faults.clear();
      return new Response(null, { status: 204 });
    },
    'DELETE /faults/:id': (_, id) => (faults.remove(id) ? new Response(null, { status: 204 }) : noFault(id)),
    'POST /faults/:id/release': (_, id) => {
      const released = faults.release(id);
      return released === undefined ? noFault(id) : Response.json({ released });
    },
    'GET /clock': () => Response.json({ now: new Date(clock.now()).toISOString() }),
    'POST /clock': async (request) => {
      const { advanceS } = await bodyOf(request);
      if (typeof advanceS !== 'number' || !(advanceS >= 0)) {
        throw new BadControl('advanceS', 'a number of seconds, 0 or more: the clock only moves forward');
      }
      clock.advance(advanceS);
      return Response.json({ now: new Date(clock.now()).toISOString() });
    },
    'GET /limits': () => Response.json({ mode: sandbox.world.limits.mode }),
    'POST /limits': async (request) => {
      const { mode } = await bodyOf(request);
      if (mode !== 'vendor' && mode !== 'off') throw new BadControl('mode', '"vendor" or "off"');
      sandbox.world.setLimits(mode);
      return Response.json({ mode });
    },
    'GET /picks': () => picksOf(sandbox.world),
    'POST /picks': async (request) => {
      pick(sandbox.world, await bodyOf(request));
      return picksOf(sandbox.world);
    },
    'DELETE /picks/:id': (_, id) => {
      sandbox.world.picks.takeBack(id);
      return new Response(null, { status: 204 });
    },
    'POST /reset': async () => {
      await sandbox.reset();
      return Response.json({ reset: true });
    },
    ...more,
  };
  const methods = ['GET', 'POST', 'DELETE'];

  return async (request) => {
    const { pathname } = new URL(request.url);
    const [, root, id, verb] = pathname.split('/');
    const pattern = id === undefined ? `/${root}` : verb === undefined ? `/${root}/:id` : `/${root}/:id/${verb}`;
    const allowed = methods.filter((method) => routes[`${method} ${pattern}`]);
    if (allowed.length === 0) return undefined;
    const control = routes[`${request.method} ${pattern}`];
    if (!control) return refusal(405, 'method_not_allowed', `${pathname} takes ${allowed.join(', ')}`);
    try {
      return await control(request, decodeURIComponent(id ?? ''));
    } catch (error) {
      if (error instanceof BadControl) return refusal(400, 'bad_request', error.message, error.field);
      throw error;
    }
  };
}

/** `{mode}` says whether what is made from now on has to be picked; `{file, person?, app?}` picks a file. */
function pick({ picks, people }: SandboxWorld, { mode, file, person = null, app = null }: Record<string, unknown>): void {
  if (mode !== undefined) {
    if (mode !== 'all' && mode !== 'asked') throw new BadControl('mode', '"all" or "asked"');
    picks.setMode(mode);
    if (file === undefined) return;
  }
  if (typeof file !== 'string' || file === '') throw new BadControl('file', 'the id of a file');
  if (person !== null && (typeof person !== 'string' || !people.get(person))) throw new BadControl('person', 'the id of a person');
  if (app !== null && typeof app !== 'string') throw new BadControl('app', 'the client id of an app');
  picks.pick(file, { person, app });
}

function picksOf({ picks }: SandboxWorld): Response {
  return Response.json({ mode: picks.mode(), files: picks.list() });
}

function refusal(status: number, code: string, message: string, field: string | null = null): Response {
  return Response.json({ error: { code, message: field ? `${field}: ${message}` : message, ...(field ? { field } : {}) } }, { status });
}

function noFault(id: string): Response {
  return refusal(404, 'not_found', `There is no fault ${id}. GET /faults lists those that are there.`);
}
