/** One call of the Sheets API, before it is played. */
import type { Caller, World } from '../../world/world.ts';
import type { Library, Workbook } from './library.ts';
import type { Route } from './routes.ts';

export interface Call {
  readonly world: World;
  readonly library: Library;
  readonly caller: Caller;
  readonly route: Route;
  readonly query: URLSearchParams;
  /** `fields`, from the query or the header. */
  readonly fields: string | null;
  readonly body: unknown;
}

/** The spreadsheet in the path. */
export function open({ library, caller, route }: Call, intent: 'read' | 'write' = 'read'): Workbook {
  return library.open(route.spreadsheetId, caller, intent);
}
