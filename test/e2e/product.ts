/** The product's API as an outside program uses it. */
import type { ConflictView, FindingView, JournalView, PairView, PlanView } from '../../core/protocol/api.ts';

export class Product {
  constructor(
    readonly root: string,
    readonly token: string,
  ) {}

  async call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const answer = await fetch(`${this.root}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }

  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.call<T>('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    const { status, body: answer } = await this.call<T>('POST', path, body);
    if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  pair = (id: string): Promise<PairView> => this.get(`/pairs/${id}`);
  plan = (id: string): Promise<PlanView> => this.get(`/pairs/${id}/plan`);
  conflicts = async (id: string): Promise<readonly ConflictView[]> =>
    (await this.get<{ items: ConflictView[] }>(`/pairs/${id}/conflicts`)).items;
  findings = async (id: string): Promise<readonly FindingView[]> =>
    (await this.get<{ items: FindingView[] }>(`/pairs/${id}/findings`)).items;
  journal = async (id: string): Promise<readonly JournalView[]> =>
    (await this.get<{ items: JournalView[] }>(`/pairs/${id}/journal?limit=1000`)).items;
}
