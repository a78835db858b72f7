/**
 * Which files people picked for which apps: all that an app reaches whose scope is per file (Google's `drive.file`),
 * beside what it made itself. Nothing is said of most files: they count as picked by everybody, for every app. Only what
 * is made while people are asked, and what was taken back, has to be picked by name.
 */
import type { Caller, Picks, Store } from '../world.ts';

/** Null: anybody's, any app. */
interface Pick {
  readonly person: string | null;
  readonly app: string | null;
}

type PicksMode = 'all' | 'asked';

export interface SandboxPicks extends Picks {
  mode(): PicksMode;
  /** What is made from now on counts as picked (`all`), or has to be picked (`asked`). */
  setMode(mode: PicksMode): void;
  pick(file: string, by: Pick): void;
  /** Nobody has picked it any more. */
  takeBack(file: string): void;
  /** The files that have to be picked, each with who did. */
  list(): readonly { readonly file: string; readonly picks: readonly Pick[] }[];
}

export function createPicks(store: Store): SandboxPicks {
  const files = store.table<readonly Pick[]>('file-picks');
  const modes = store.table<{ mode: PicksMode }>('file-picks-mode');
  const mode = (): PicksMode => modes.get('mode')?.mode ?? 'all';

  return {
    mode,
    setMode(next) {
      modes.set('mode', { mode: next });
      store.commit();
    },
    pick(file, by) {
      // A file that counts as picked by everybody stays so.
      const picks = files.get(file);
      if (picks) files.set(file, [...picks, by]);
      store.commit();
    },
    takeBack(file) {
      files.set(file, []);
      store.commit();
    },
    list: () => [...files.ids()].map((file) => ({ file, picks: files.get(file) ?? [] })),
    made({ person, app }: Caller, file) {
      if (mode() === 'asked') files.set(file, app === null ? [] : [{ person: person.id, app }]);
    },
    reaches(app, person, file) {
      return files.get(file)?.some((one) => (one.person ?? person) === person && (one.app ?? app) === app) ?? true;
    },
  };
}
