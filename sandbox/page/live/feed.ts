/** Listens to the world's changes and brings what the page shows up to date: one round at a time for each service. */
import type { QueryClient } from '@tanstack/react-query';

interface Announced {
  readonly service: string;
  readonly container: string;
}

/** Follows `GET /page/feed`; what the page has read of a service is keyed `[service, …]`. Answers how to stop. */
export function followFeed(queries: QueryClient, onReset: () => void, onLine: (connected: boolean) => void): () => void {
  const source = new EventSource('/page/feed');
  const rounds = new Map<string, { again: boolean }>();

  async function refresh(service: string): Promise<void> {
    const running = rounds.get(service);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const round = { again: true };
    rounds.set(service, round);
    while (round.again) {
      round.again = false;
      await queries.invalidateQueries({ queryKey: [service] });
    }
    rounds.delete(service);
  }

  let wasLost = false;
  source.onopen = () => {
    onLine(true);
    // What was announced while nobody listened is unknown: read everything again.
    if (wasLost) void queries.invalidateQueries();
    wasLost = false;
  };
  source.onerror = () => {
    wasLost = true;
    onLine(false);
  };
  source.onmessage = ({ data }) => {
    const change = JSON.parse(String(data)) as Announced;
    if (change.container === 'reset') onReset();
    void refresh(change.service);
  };
  return () => source.close();
}
