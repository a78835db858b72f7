import path from 'node:path';
import { openLogFile } from './log-file.ts';
import { type ClearableStore, createStore } from './store.ts';

/**
 * All that a sandbox remembers. Deliveries (pushes on their way) keep a store of their own: they change outside of any
 * vendor's call, and must not commit a vendor's half-done write with them.
 */
export interface State {
  readonly documents: ClearableStore;
  readonly deliveries: ClearableStore;
  close(): void;
}

/** State that lasts as long as the object: hand the same one to a second sandbox to play a restart. */
export function memoryState(): State {
  return { documents: createStore(), deliveries: createStore(), close() {} };
}

/** State in two files of `folder`, which is made when missing. */
export function folderState(folder: string): State {
  const documents = openStore(path.join(folder, 'documents.jsonl'));
  const deliveries = openStore(path.join(folder, 'deliveries.jsonl'));
  return {
    documents,
    deliveries,
    close() {
      documents.close();
      deliveries.close();
    },
  };
}

function openStore(file: string): ClearableStore {
  const { log, held } = openLogFile(file);
  return createStore(log, held);
}
