import type { HostContext } from './monday.ts';

const THEMES = ['light', 'dark', 'black', 'hacker'] as const;
const ALLOWED = /^[a-z-]{1,60}$/;

/** Puts monday's theme on the page: its class on the body, and an account's own colours as custom properties. */
export function applyTheme(page: Document, context: HostContext): void {
  const theme = THEMES.find((one) => one === context.theme) ?? 'light';
  const shown = theme === 'hacker' ? 'black' : theme;
  for (const one of ['light', 'dark', 'black']) page.body.classList.toggle(`${one}-app-theme`, one === shown);
  const { style } = page.body;
  for (const name of [...style].filter((one) => one.startsWith('--'))) style.removeProperty(name);
  for (const [name, value] of Object.entries(context.themeConfig?.colors[theme] ?? {})) {
    if (typeof value === 'string' && ALLOWED.test(name)) style.setProperty(`--${name}`, value);
  }
}
