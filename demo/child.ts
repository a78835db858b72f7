/** A process of the demo: started with a channel to us, started again when it dies, ended when we end. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SetupError, type Variables } from '../app/local.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const RESTART_MS = 200;
/** One that gives up by itself before it is ready won't do better at once. */
const FAILED_MS = 2_000;
const GRACE_MS = 8_000;

export class Child {
  onRestart: () => void = () => undefined;
  onMessage: (message: { kind?: string }) => void | Promise<void> = () => undefined;
  private process: ChildProcess | null = null;
  private stopping = false;
  /** It has been ready once: from then on it is kept running. */
  private started = false;

  constructor(
    private readonly name: string,
    private readonly file: string,
    private readonly variables: Variables,
  ) {}

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** Resolves with its `ready` message. @throws SetupError when it ends before. */
  start(): Promise<unknown> {
    const child = fork(this.file, {
      cwd: ROOT,
      env: this.variables as NodeJS.ProcessEnv,
      execArgv: ['--import', 'tsx', '--enable-source-maps'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.process = child;
    return new Promise((resolve, reject) => {
      let ready = false;
      child.on('message', (message: { kind?: string; ready?: boolean }) => {
        if (message.kind === 'ready' || message.ready === true) {
          ready = true;
          this.started = true;
          resolve(message);
        } else void this.onMessage(message);
      });
      child.once('exit', (code, signal) => {
        if (this.stopping) return;
        if (this.started) setTimeout(() => this.again(), ready || signal !== null ? RESTART_MS : FAILED_MS);
        if (!ready) reject(new SetupError(`The ${this.name} ended while it started (${signal ?? code}); its words are above`));
      });
    });
  }

  send(message: object): void {
    this.process?.send(message);
  }

  /** As if it crashed. */
  kill(): void {
    this.process?.kill('SIGKILL');
  }

  stop(): Promise<void> {
    this.stopping = true;
    const child = this.process;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const hard = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      child.once('exit', () => {
        clearTimeout(hard);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }

  private again(): void {
    if (this.stopping) return;
    // One that ends again is started again by its exit.
    this.start().catch(() => undefined);
    this.onRestart();
  }
}
