import { createRoot } from 'react-dom/client';
import { App } from './frame/App.tsx';

const place = document.getElementById('page');
if (place === null) throw new Error('The document has no place for the page');
createRoot(place).render(<App />);
