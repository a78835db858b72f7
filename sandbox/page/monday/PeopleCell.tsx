import { useState } from 'react';
import { usePage } from '../live/page-context.ts';
import { useFlash } from '../live/use-flash.ts';

interface PeopleCellProps {
  readonly title: string;
  readonly text: string;
  /** `{"personsAndTeams":[{"id":1,"kind":"person"}]}` as text. */
  readonly value: string | null;
  readonly onSet: (value: unknown) => Promise<boolean>;
}

interface Picked {
  readonly id: number;
  readonly kind: string;
}

/** The people of a cell, and a menu to add or take one away; each pick saves at once, as monday does it. */
export function PeopleCell({ title, text, value, onSet }: PeopleCellProps) {
  const { bootstrap } = usePage();
  const [open, setOpen] = useState(false);
  const flash = useFlash(text);
  const picked = value === null ? [] : ((JSON.parse(value) as { personsAndTeams?: Picked[] }).personsAndTeams ?? []);

  function toggle(id: number): void {
    const rest = picked.filter((one) => one.id !== id).map((one) => ({ id: one.id, kind: one.kind }));
    const next = rest.length < picked.length ? rest : [...rest, { id, kind: 'person' }];
    void onSet(next.length === 0 ? {} : { personsAndTeams: next });
  }
  return (
    <div className="people">
      <button
        type="button"
        key={flash}
        className={flash === 0 ? 'cell' : 'cell flash'}
        aria-expanded={open}
        aria-label={`${title}: ${text || 'nobody'}`}
        title={text}
        onClick={() => setOpen(!open)}
      >
        {text === ''
          ? ''
          : text.split(', ').map((name) => (
              <span key={name} className="face" style={{ '--hue': hueOf(name) }}>
                {initials(name)}
              </span>
            ))}
        <span className="hidden">{text}</span>
      </button>
      {open ? (
        <fieldset className="menu" onMouseLeave={() => setOpen(false)}>
          <legend className="hidden">{title}</legend>
          {bootstrap.people.map((person) => (
            <label key={person.id}>
              <input
                type="checkbox"
                checked={picked.some((one) => String(one.id) === person.mondayId)}
                onChange={() => toggle(Number(person.mondayId))}
              />
              {person.name}
            </label>
          ))}
        </fieldset>
      ) : null}
    </div>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return `${[...(words[0] ?? '')][0] ?? ''}${words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''}`.toLocaleUpperCase();
}

function hueOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
}
