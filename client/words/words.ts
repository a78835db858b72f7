import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { ru } from './ru.ts';

/** The languages that the view speaks; any other person reads English. */
export function languageOf(mondayLanguage: string): 'en' | 'ru' {
  return mondayLanguage.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

/** How numbers, dates and money are written for them: BCP 47, the 24-hour one of two English ways. */
export function localeOf(language: 'en' | 'ru'): string {
  return language === 'ru' ? 'ru-RU' : 'en-GB';
}

/** Makes the words ready; synchronous, since they travel with the view. */
export function loadWords(): void {
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, ru: { translation: ru } },
    lng: 'en',
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
}

/** Switches every word on the page. */
export function speak(language: 'en' | 'ru'): void {
  void i18next.changeLanguage(language);
}
