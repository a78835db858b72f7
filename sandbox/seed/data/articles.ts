/** What people wrote in the wiki by hand, in Confluence's storage format. */
export interface Article {
  readonly title: string;
  readonly body: string;
}

export const clientsPage: Article = {
  title: 'Clients',
  body: '<p>One page for each client: who leads it, what was agreed, what we learnt. Add your notes below the block with the facts.</p>',
};

export const articles: readonly Article[] = [
  {
    title: 'How we take a client in',
    body: '<h2>Before the kick-off</h2><ol><li><p>Sales hands over the brief and the contract.</p></li><li><p>The account manager reads both <strong>before</strong> the first call.</p></li><li><p>Support asks for access: ad accounts, analytics, feeds.</p></li></ol><h2>First two weeks</h2><p>Kick-off call, tracking, media plan. The first campaign is live within 14 days.</p>',
  },
  {
    title: 'Регламент: месячный отчёт',
    body: '<p>Отчёт уходит клиенту до <strong>5-го числа</strong>. Отвечает аккаунт-менеджер, проверяет лид.</p><ul><li><p>расход и доход — из бюджетного файла;</p></li><li><p>комментарий к цифрам — не больше страницы;</p></li><li><p>план на следующий месяц.</p></li></ul>',
  },
  {
    title: 'Role: account manager',
    body: '<p>Leads the client: plan, budget, people. <em>The account’s time belongs to the client, who paid for it.</em></p><table><tbody><tr><th><p>Grade</p></th><th><p>Clients</p></th></tr><tr><td><p>Junior</p></td><td><p>tier C</p></td></tr><tr><td><p>Middle</p></td><td><p>tiers B and C</p></td></tr><tr><td><p>Senior</p></td><td><p>all tiers</p></td></tr></tbody></table>',
  },
  {
    title: 'Budgets: who types what',
    body: '<p>The account manager agrees the monthly budget with the client. Finance types spend and income into the ledger &amp; closes the month on the 5th. Amounts are net of VAT.</p>',
  },
  {
    title: 'Отпуска и замены',
    body: '<p>Отпуск вносится на доску Team не позже чем за две недели. Клиента на это время ведёт коллега того же грейда или выше; передачу дел подтверждает лид.</p>',
  },
];
