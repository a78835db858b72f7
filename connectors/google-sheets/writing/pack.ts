/** Pure: groups writes into calls. Google counts a batch as one call and sets no size; it recommends 2 MB for speed. */
import type { Write } from '../../../core/sync/ports.ts';
import type { Cells } from '../../../core/sync/record.ts';

/** Weight of one call, about bytes of its body. */
const HEAVIEST = 1_500_000;
const MOST_ROWS = 5_000;
/** Keys of a first sync are a cell each, in one block. */
const MOST_KEYS = 10_000;

/** One cell in a block of `updateCells`, without its text. */
const CELL = 48;
/** What a row costs that can't share the requests of the row before it: copies, marks, addresses. */
const LONE_ROW = 1_100;
const JOINED_ROW = 90;
/** New rows need no pre-image and are written in blocks: they weigh less for the vendor, so more fit. */
const CREATE_SHARE = 0.35;

/** In order; removes apart from the rest, because they move the rows below them. */
export function pack(writes: readonly Write[]): readonly (readonly Write[])[] {
  const rest = writes.filter((write) => write.kind !== 'remove');
  const removes = writes.filter((write) => write.kind === 'remove');
  return [...inCalls(rest), ...inCalls(removes)];
}

function inCalls(writes: readonly Write[]): Write[][] {
  const calls: Write[][] = [];
  let weight = 0;
  let before: Write | undefined;
  for (const write of writes) {
    const last = calls.at(-1);
    const more = weigh(write, before);
    if (last && last.length < (write.kind === 'key' ? MOST_KEYS : MOST_ROWS) && weight + more <= HEAVIEST) {
      last.push(write);
      weight += more;
    } else {
      calls.push([write]);
      weight = more;
    }
    before = write;
  }
  return calls;
}

function weigh(write: Write, before: Write | undefined): number {
  switch (write.kind) {
    case 'create':
      return CREATE_SHARE * cellsWeight(write.cells);
    case 'update':
      return cellsWeight(write.cells) + (joins(write, before) ? JOINED_ROW : LONE_ROW);
    case 'note':
      return LONE_ROW + CELL + bytes(write.text ?? '');
    case 'key':
      return CELL + (joins(write, before) ? JOINED_ROW : LONE_ROW);
    case 'remove':
      return LONE_ROW;
  }
}

/** Whether a write extends the block of the one before: the next row, the same columns. */
function joins(write: Write, before: Write | undefined): boolean {
  if (write.kind === 'create' || before === undefined || before.kind === 'create' || before.kind !== write.kind) return false;
  if (write.position === null || write.position - 1 !== before.position) return false;
  if (write.kind !== 'update' || before.kind !== 'update') return true;
  return Object.keys(write.cells).join('\n') === Object.keys(before.cells).join('\n');
}

const cellsWeight = (cells: Cells): number =>
  Object.values(cells).reduce((sum, cell) => sum + CELL + bytes(cell.kind === 'text' ? cell.text : ''), 0);

/** Upper bound of a text's length in UTF-8 JSON. */
const bytes = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : text.length * 3);
