import type { Caller, World } from '../../world/world.ts';
import type { Library } from '../sheets/library.ts';

/** One call of the Drive API, read as far as all of its methods read it alike. */
export interface DriveCall {
  readonly world: World;
  readonly library: Library;
  readonly caller: Caller;
  /** The file in the path, if there is one. */
  readonly fileId: string;
  /** The permission in the path, if there is one. */
  readonly part: string;
  readonly query: URLSearchParams;
  readonly fields: string | null;
  readonly body: unknown;
}
