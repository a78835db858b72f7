/** From codes to sentences. Core returns codes; only edges ask for words. */
import type { Choice } from './choices.ts';
import { CHOICES } from './choices.ts';
import { en } from './en.ts';
import { ru } from './ru.ts';
import type { InboxCode, Sentences } from './sentences.ts';

export type Language = 'en' | 'ru';

const LANGUAGES: Readonly<Record<Language, Sentences>> = { en, ru };

type Data = Readonly<Record<string, string | number | boolean | null>>;

/** The first language of an `Accept-Language` header that we speak; English else. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((one): one is Language => one === 'en' || one === 'ru') ?? 'en';
}

/** A finding as a person reads it: what is wrong and what to do. */
export function findingWords(kind: string, shown: string | null, language: Language): string {
  const { findings, refusals } = LANGUAGES[language];
  const why = kind.startsWith('refused-') ? kind.slice('refused-'.length) : null;
  if (why !== null) return fill(refusals[why] ?? refusals.other, { why });
  return fill(findings[kind] ?? kind, { shown: shown === null ? '' : `“${shown}”` });
}

/** Why a field is frozen and what to do first; null where both sides changed it and there is no more to say. */
export const conflictWords = (why: string, language: Language): string | null => LANGUAGES[language].conflicts[why] ?? null;

export const holdWords = (why: string, language: Language): string => LANGUAGES[language].holds[why] ?? why;

/** A sentence or a header of an `Inbox` tab. */
export const inboxWords = (code: InboxCode, data: Data, language: Language): string => fill(LANGUAGES[language].inbox[code], data);

export const choiceWords = (choice: Choice, language: Language): string => LANGUAGES[language].choices[choice];

/** What somebody means who typed this into a choice cell, in any language of ours; null: nothing that we know. */
export function readChoice(typed: string): Choice | null {
  const word = typed.trim().toLowerCase();
  return CHOICES.find((one) => Object.values(LANGUAGES).some(({ choices }) => one === word || choices[one] === word)) ?? null;
}

/** What stands on a cell whose value didn't stay: which, why, and how to get it back. */
export function lossWords(why: string, lost: string | null, kept: string | null, language: Language): string {
  const { notes } = LANGUAGES[language];
  return fill(notes[why] ?? notes.other, { lost: lost ?? '—', kept: kept ?? '—' });
}

/** What a place can't bring back with a record that is made again. */
export const goneForGoodWords = (place: keyof Sentences['losses'], language: Language): string => LANGUAGES[language].losses[place];

/** A refused request as its caller reads it. */
export function problemWords(code: string, data: Data, language: Language): string {
  const { problems } = LANGUAGES[language];
  const vendor = VENDORS[String(data.vendor)];
  return fill(problems[code] ?? problems.internal, vendor === undefined ? data : { ...data, vendor });
}

/** As they write themselves. */
const VENDORS: Readonly<Record<string, string>> = { google: 'Google', confluence: 'Confluence' };

const fill = (sentence: string, data: Data): string => sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(data[name] ?? ''));
