/** The Inbox tab as a person sees it: lines under headers, with the row in which each stands. */
import type { Stage } from './stage.ts';

export interface InboxLine {
  readonly at: number;
  readonly id: string;
  readonly what: string;
  readonly record: string;
  readonly field: string;
  readonly left: string;
  readonly right: string;
  readonly todo: string;
  readonly choices: string;
  readonly choice: string;
  readonly answer: string;
}

const NAMES = ['id', 'what', 'record', 'field', 'left', 'right', 'todo', 'choices', 'choice', 'answer'] as const;
/** Of the column `Choice`. */
const CHOICE = 'I';

export class InboxTab {
  constructor(
    private readonly stage: Pick<Stage, 'people' | 'watch'>,
    readonly title = 'Inbox',
  ) {}

  /** No tab: no lines. */
  async lines(): Promise<readonly InboxLine[]> {
    const { sheets } = await this.stage.people.google<{ sheets: { properties: { title: string } }[] }>(
      'GET',
      `/v4/spreadsheets/${this.stage.people.agency.google.spreadsheetId}?fields=sheets.properties.title`,
    );
    if (!sheets.some((sheet) => sheet.properties.title === this.title)) return [];
    const [, ...rows] = await this.stage.people.rows(this.title);
    return rows.flatMap((cells, index) => {
      const texts = Object.fromEntries(NAMES.map((name, at) => [name, String(cells[at] ?? '')])) as Omit<InboxLine, 'at'>;
      return NAMES.every((name) => texts[name] === '') ? [] : [{ ...texts, at: index + 2 }];
    });
  }

  async lineOf(record: string): Promise<InboxLine | undefined> {
    return (await this.lines()).find((line) => line.record === record);
  }

  /** Waits for the line of a record. */
  until(record: string, fits: (line: InboxLine) => boolean = () => true): Promise<InboxLine> {
    return this.stage.watch.until(`a line of ${record}`, async () => {
      const line = await this.lineOf(record);
      return line !== undefined && fits(line) && line;
    });
  }

  over(record: string): Promise<true> {
    return this.stage.watch.until(`no line of ${record}`, async () => (await this.lineOf(record)) === undefined);
  }

  /** A person types into the choice cell of a line. */
  choose(line: InboxLine, typed: string): Promise<unknown> {
    return this.stage.people.type(`'${this.title}'!${CHOICE}${line.at}`, [[typed]]);
  }
}
