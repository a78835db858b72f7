/** The view's session token: asked for once, shared by all calls, asked for anew when the product refuses it. */
export interface Session {
  token(): Promise<string>;
  /** Forgets `refused`, unless a newer token has taken its place already. */
  refuse(refused: string): void;
}

/** A session on top of `ask`, which brings a fresh token; concurrent calls share one question. */
export function createSession(ask: () => Promise<string>): Session {
  let held: { readonly promise: Promise<string>; value: string | null } | null = null;
  return {
    token() {
      if (held === null) {
        const asked = { promise: ask(), value: null as string | null };
        held = asked;
        asked.promise.then(
          (value) => {
            asked.value = value;
          },
          () => {
            if (held === asked) held = null;
          },
        );
      }
      return held.promise;
    },
    refuse(refused) {
      if (held?.value === refused) held = null;
    },
  };
}
