import * as vscode from 'vscode';
import type { LocalRegistry } from '../../node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../node/localRegistry/localRegistry';

const context = 'helmChartRelease.localRegistryRunning';

/** The embedded registry: on this machine only, for trying out. It stops with the window; its content stays. */
export class LocalRegistryFeature implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #running: Promise<LocalRegistry> | undefined;
  #port: number | undefined;

  constructor(
    private readonly storage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** `oci://127.0.0.1:PORT/charts` while it runs. */
  get target(): string | undefined {
    return this.#port === undefined ? undefined : `oci://127.0.0.1:${this.#port}/charts`;
  }

  /** Address of the classic chart repository over the same charts. */
  get repositoryUrl(): string | undefined {
    return this.#port === undefined ? undefined : `http://127.0.0.1:${this.#port}/charts`;
  }

  async start(): Promise<string> {
    this.#running ??= startLocalRegistry({
      directory: vscode.Uri.joinPath(this.storage, 'local-registry').fsPath,
      log: this.log,
    });
    try {
      this.#port = (await this.#running).port;
    } catch (error) {
      this.#running = undefined;
      throw error;
    }
    await this.#announce();
    this.log.info(`local registry: ${this.target ?? ''} (chart repository ${this.repositoryUrl ?? ''})`);
    return this.target ?? '';
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#port = undefined;
    await (await running)?.close();
    await this.#announce();
    this.log.info('local registry: stopped');
  }

  async #announce(): Promise<void> {
    await vscode.commands.executeCommand('setContext', context, this.#port !== undefined);
    this.#changed.fire();
  }

  dispose(): void {
    void this.#running?.then(registry => registry.close());
    this.#changed.dispose();
  }
}
