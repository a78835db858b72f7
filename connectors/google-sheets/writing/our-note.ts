/**
 * Our notes on cells. Each begins with our name and ends with a mark made of its text: a note that a person has written or
 * edited doesn't bear the mark that fits it, and is theirs.
 */

const BEGINS = 'Evenkeel: ';

/** The note as it stands on a cell. */
export const ourNote = (text: string): string => `${BEGINS}${text}\n[${markOf(text)}]`;

/** Whether we may write over a note: there is none, or it is ours as we wrote it. */
export function isOurs(note: string | undefined): boolean {
  if (note === undefined || note === '') return true;
  const said = /^Evenkeel: ([\s\S]*)\n\[[0-9a-z]+\]$/.exec(note)?.[1];
  return said !== undefined && note === ourNote(said);
}

/** FNV-1a over the text's UTF-16 units: short, and another for another text. */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
