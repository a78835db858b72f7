/**
 * What one run has read of its account's containers. A container that had news is read once in a run: who types on is
 * read by the next one, which is paced, and in which ten keystrokes are one change.
 */
import type { Opened } from '../../core/sync/engine.ts';
import type { ContainerId } from '../../core/sync/ids.ts';

export class Readings {
  /** Some hints wait for the next run. */
  postponed = false;
  private readonly newsOf = new Set<ContainerId>();

  /** `heard` is told of every reading that found something: how many records had news. */
  constructor(private readonly heard: (records: number) => void) {}

  /** Whether hints of the container are to be read now. A computed one costs nobody anything. */
  mayRead({ row }: Opened): boolean {
    const rests = row.vendor !== 'computed' && this.newsOf.has(row.id);
    this.postponed ||= rests;
    return !rests;
  }

  /** An echo of our own write is no news, and what is met for the first time is nobody's burst of edits. */
  note({ row, replicas }: Opened, changed: number): void {
    if (changed === 0 || row.vendor === 'computed') return;
    this.newsOf.add(row.id);
    const isFirst = [...replicas.values()].some((one) => one.state !== 'ready');
    this.heard(isFirst ? 1 : changed);
  }
}
