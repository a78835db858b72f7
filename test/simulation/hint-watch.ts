/** Sees to it that a hint is cleared only after its container was read since the hint came. */
import type { ContainerId } from '../../core/sync/ids.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Violation } from './seen.ts';

export class HintWatch {
  readonly violations: Violation[] = [];
  private moment = 0;
  private readonly came = new Map<string, number>();
  private readonly readAt = new Map<ContainerId, number>();

  constructor(store: MemoryStore) {
    const { hint, ingest } = store;
    const seqs = (id: ContainerId) => store.tables.containers.get(id)?.row ?? { hintSeq: 0, readSeq: 0 };
    store.hint = async (id, localIds) => {
      await hint(id, localIds);
      this.came.set(`${id} ${seqs(id).hintSeq}`, this.next());
    };
    store.ingest = async (changes, read) => {
      const before = read === null ? 0 : seqs(read.container).readSeq;
      await ingest(changes, read);
      if (read === null) return;
      for (let seq = before + 1; seq <= seqs(read.container).readSeq; seq += 1) this.cleared(read.container, seq);
    };
  }

  /** The vendor looked at its container to answer us. */
  read(id: ContainerId): void {
    this.readAt.set(id, this.next());
  }

  private cleared(id: ContainerId, seq: number): void {
    if ((this.came.get(`${id} ${seq}`) ?? 0) > (this.readAt.get(id) ?? 0))
      this.violations.push({ promise: 'P2', what: `hint ${seq} of ${id} was cleared, and nothing was read since it came` });
  }

  private next(): number {
    this.moment += 1;
    return this.moment;
  }
}
