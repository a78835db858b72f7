/** Cells as text, for those who compare them. */
import type { Cell, PersonRef } from './record.ts';

/**
 * What a cell holds as one text, no other content has the same; the same for a cell that was read and one that was stored,
 * whatever the order of its parts. Says nothing of how it is shown.
 */
export function contentText(cell: Cell): string {
  switch (cell.kind) {
    case 'empty':
      return 'e';
    case 'text':
      return `t${told(cell.text)}`;
    case 'number':
      return `n${told(cell.number)}`;
    case 'bool':
      return cell.bool ? 'y' : 'x';
    case 'date':
      return `d${told(cell.date)}${cell.time === null ? '-' : told(cell.time)}`;
    case 'range':
      return `r${told(cell.from)}${told(cell.to)}`;
    case 'choice':
      return `c${list(cell.labels)}`;
    case 'people':
      return `p${list(cell.people.map(personText))}`;
    case 'relation':
      return `i${list(cell.ids)}${list(cell.names)}`;
    case 'link':
      return `l${told(cell.url)}${told(cell.text)}`;
    case 'error':
      return `!${told(cell.text)}`;
  }
}

/** With its length, so that where it ends is no question of what it says. */
export const told = (text: string): string => `${text.length}:${text}`;
const list = (texts: readonly string[]): string => `${texts.length};${texts.map(told).join('')}`;
const personText = ({ id, name, email }: PersonRef): string => [id, name, email].map((one) => (one === null ? '-' : told(one))).join('');
