/** Google, played: Sheets v4 and Drive v3 over one set of files. OAuth is played elsewhere. */
import type { Vendor, World } from '../world/world.ts';
import { createDrive } from './drive/drive.ts';
import { Library } from './sheets/library.ts';
import { createSheets } from './sheets/sheets.ts';

export interface GoogleOptions {
  /** Number of the cloud project that quota refusals name. */
  readonly project?: string;
}

/** The vendors `sheets` (owning `/v4/spreadsheets`) and `drive` (owning `/drive/v3`). */
export function createGoogle(world: World, options: GoogleOptions = {}): readonly Vendor[] {
  const library = new Library(world);
  return [createSheets(world, library, options.project ?? '269908437164'), createDrive(world, library)];
}
