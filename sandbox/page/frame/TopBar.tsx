import { type Language, type Theme, usePage } from '../live/page-context.ts';

interface TopBarProps {
  readonly online: boolean;
  readonly onPerson: (id: string) => void;
  readonly onTheme: (theme: Theme) => void;
  readonly onLanguage: (language: Language) => void;
}

const THEMES: readonly Theme[] = ['light', 'dark', 'black'];
const LANGUAGES: readonly Language[] = ['en', 'ru'];

/** Who you are, how monday looks, and which language its board view speaks. */
export function TopBar({ online, onPerson, onTheme, onLanguage }: TopBarProps) {
  const { bootstrap, person, theme, language } = usePage();
  return (
    <header className="top">
      <h1>
        Evenkeel <span className="quiet">and three vendors, played on this machine</span>
      </h1>
      {online ? null : (
        <span className="refused" role="status">
          The sandbox is not answering; waiting for it
        </span>
      )}
      <label>
        You are
        <select value={person.id} onChange={(event) => onPerson(event.target.value)} data-you-are>
          {bootstrap.people.map(({ id, name, viewOnly }) => (
            <option key={id} value={id}>
              {viewOnly ? `${name} (viewer)` : name}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="themes">
        <legend className="hidden">Theme</legend>
        {THEMES.map((one) => (
          <button key={one} type="button" aria-pressed={one === theme} onClick={() => onTheme(one)} data-theme-button={one}>
            {one}
          </button>
        ))}
      </fieldset>
      <fieldset className="themes">
        <legend className="hidden">Language of the board view</legend>
        {LANGUAGES.map((one) => (
          <button key={one} type="button" aria-pressed={one === language} onClick={() => onLanguage(one)} data-language-button={one}>
            {one}
          </button>
        ))}
      </fieldset>
    </header>
  );
}
