/** What the demo page and its routes say to each other. */

export interface PagePerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly mondayId: string;
  /** What wiki pages name the person by. */
  readonly atlassianId: string;
  readonly admin: boolean;
  readonly viewOnly: boolean;
  /** The person's own tokens: whoever acts on the page acts through the vendors' APIs with them. */
  readonly tokens: { readonly monday: string; readonly google: string; readonly confluence: string };
}

/** `GET /page/bootstrap`. */
export interface Bootstrap {
  readonly people: readonly PagePerson[];
  /** What the board view's iframe shows; null when no app with a view is registered. */
  readonly viewUrl: string | null;
  /** The board that opens first and the spreadsheet, where the world has them. */
  readonly board: string | null;
  readonly spreadsheet: string | null;
  /** False: nobody stands behind the strip, so only what the vendors' APIs can do is offered. */
  readonly actions: boolean;
}

/** `POST /page/session`: for whom and where the app in the iframe is opened. */
export interface PageSessionAsked {
  readonly person: string;
  readonly board: string;
  readonly theme: string;
  readonly language: string;
}

/** What monday tells the app in the iframe. */
export interface PageSession {
  readonly token: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** `GET /page/actions/status`: what the product says of itself. */
export interface DemoStatus {
  readonly reachable: boolean;
  readonly pairs: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly settled: boolean;
    readonly open: number;
  }[];
  /** Process ids. */
  readonly workers: readonly number[];
}
