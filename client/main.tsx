import '@vibe/core/tokens';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './frame/App.tsx';
import { mondayHost } from './host/monday.ts';
import { loadWords } from './words/words.ts';

// The page's policy allows no code made from text, which zod would otherwise try for speed.
z.config({ jitless: true });
loadWords();
const place = document.getElementById('view');
if (place === null) throw new Error('The page has no place for the view');
createRoot(place).render(
  <App host={mondayHost()} apiRoot={new URL('/api', location.href).href} now={() => new Date()} patienceMs={5_000} />,
);
