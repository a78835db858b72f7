import { lifecycleTypes, tellLifecycle } from '../monday/lifecycle.ts';
import type { MondayOptions } from '../monday/options.ts';
import { BadControl, bodyOf } from './control-body.ts';
import type { Control } from './controls.ts';
import type { Sandbox } from './sandbox.ts';

/** `POST /lifecycle {type, person?, url?}`: monday tells the app what becomes of it in that person's account; left out, an admin's. */
export function lifecycleControl(sandbox: Sandbox, options: () => MondayOptions): Record<string, Control> {
  return {
    'POST /lifecycle': async (request) => {
      const { type, person: id, url = sandbox.apps.monday[0]?.lifecycleUrl } = await bodyOf(request);
      const known = lifecycleTypes.find((one) => one === type);
      if (known === undefined) throw new BadControl('type', `one of ${lifecycleTypes.join(', ')}`);
      const person = sandbox.world.people.all().find((one) => (id === undefined ? one.admin : one.id === id));
      if (!person) throw new BadControl('person', 'the id of somebody in this world');
      if (typeof url !== 'string' || !URL.canParse(url))
        throw new BadControl('url', 'an address, when the app is registered without a lifecycleUrl');
      await tellLifecycle(sandbox.world, options(), { type: known, url, person });
      return Response.json({ type, url, account: person.accountId }, { status: 202 });
    },
  };
}
