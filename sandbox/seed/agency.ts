/**
 * The agency that the sandbox begins with, told without any vendor: people, clients, tasks, money, articles. The same
 * day and seed tell the same agency.
 */
import { createChance } from '../world/chance.ts';
import { type Article, articles } from './data/articles.ts';
import { type Client, clients } from './data/clients.ts';
import { type LedgerLine, ledger, type Plan, plans, type Rate, rates } from './data/money.ts';
import { type Colleague, colleagues } from './data/people.ts';
import { type Task, tasks } from './data/tasks.ts';

export interface Agency {
  readonly today: string;
  readonly people: readonly Colleague[];
  readonly clients: readonly Client[];
  readonly tasks: readonly Task[];
  readonly ledger: readonly LedgerLine[];
  readonly plans: readonly Plan[];
  readonly rates: readonly Rate[];
  readonly articles: readonly Article[];
}

/** The agency on the day `today` (`2026-11-23`). */
export function describeAgency(today: string, seed = 'northlight'): Agency {
  const list = clients(today, createChance(`${seed}/clients`));
  const lines = ledger(today, list, createChance(`${seed}/ledger`));
  return {
    today,
    people: colleagues(today),
    clients: list,
    tasks: tasks(today, list, createChance(`${seed}/tasks`)),
    ledger: lines,
    plans: plans(today, lines, list, createChance(`${seed}/plans`)),
    rates: rates(today, createChance(`${seed}/rates`)),
    articles,
  };
}
