/** The small things that stand inside a line of a wiki page. */
import { usePage } from '../live/page-context.ts';

const COLOURS = new Set(['red', 'yellow', 'green', 'blue', 'purple']);

/** A status lozenge; without a colour it is grey, as in Confluence. */
export function Lozenge({ title, colour }: { readonly title: string; readonly colour: string }) {
  const tone = COLOURS.has(colour.toLowerCase()) ? colour.toLowerCase() : 'grey';
  return (
    <span className="lozenge" data-tone={tone}>
      {title}
    </span>
  );
}

/** A day, `2026-11-23`, as people write it. */
export function Day({ day }: { readonly day: string }) {
  const at = new Date(`${day}T00:00:00Z`);
  const shown = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return (
    <time className="day" dateTime={day}>
      {Number.isNaN(at.getTime()) ? day : shown.format(at)}
    </time>
  );
}

/** A link to a person, a page or a file of the wiki: a mention by name, the rest by its words or its title. */
export function Reference({ element }: { readonly element: Element }) {
  const { bootstrap } = usePage();
  const target = [...element.children].find((child) => child.nodeName.startsWith('ri:'));
  const account = target?.getAttribute('ri:account-id') ?? null;
  if (account !== null) {
    const known = bootstrap.people.find(({ atlassianId }) => atlassianId === account);
    return <span className="mention">@{known?.name ?? 'someone'}</span>;
  }
  const words = [...element.children].find((child) => child !== target)?.textContent ?? '';
  return (
    <span className="reference">{words || (target?.getAttribute('ri:content-title') ?? target?.getAttribute('ri:filename') ?? '')}</span>
  );
}
