import * as vscode from 'vscode';
import { passphraseMinutes } from '../config';

const contextKey = 'helmChartRelease.keyringUnlocked';

/**
 * Passphrases for the time that the user set, in this window's memory only. Gone when the time is over, with Lock Keyring
 * (in any window: a file says when it was last locked, and it is looked at before each use, too), and when the window closes. A text cannot be wiped in JavaScript, so what is left of it is up to the
 * garbage collector; signing itself happens in a process that ends.
 */
export class PassphraseCache implements vscode.Disposable {
  readonly #entries = new Map<string, { readonly passphrase: string; readonly timer: NodeJS.Timeout }>();
  /** The last lock that this window knows of. */
  #lockStamp: Promise<string>;
  readonly #subscriptions: readonly vscode.Disposable[];

  /** `lockFile`: touched by Lock Keyring, watched by every window. */
  constructor(private readonly lockFile: vscode.Uri) {
    this.#lockStamp = this.#readLock();
    const folder = vscode.Uri.joinPath(lockFile, '..');
    const name = lockFile.path.slice(lockFile.path.lastIndexOf('/') + 1);
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, name),
      false,
      false,
      true,
    );
    const forget = () => this.#forgetAll();
    this.#subscriptions = [
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('helmChartRelease.passphraseMinutes')) this.#forgetAll();
      }),
    ];
  }

  async get(fingerprint: string): Promise<string | undefined> {
    const stamp = await this.#readLock();
    if (stamp !== (await this.#lockStamp)) this.#forgetAll();
    this.#lockStamp = Promise.resolve(stamp);
    return this.#entries.get(fingerprint)?.passphrase;
  }

  /** Kept for the time in the settings, counted from now; not at all when that is 0. */
  keep(fingerprint: string, passphrase: string): void {
    this.forget(fingerprint);
    const minutes = passphraseMinutes();
    if (minutes <= 0) return;
    const timer = setTimeout(() => this.forget(fingerprint), minutes * 60_000);
    this.#entries.set(fingerprint, { passphrase, timer });
    this.#showState();
  }

  forget(fingerprint: string): void {
    const entry = this.#entries.get(fingerprint);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    this.#entries.delete(fingerprint);
    this.#showState();
  }

  /** Forgets everything here and in the other windows. */
  async lock(): Promise<void> {
    this.#forgetAll();
    await vscode.workspace.fs.writeFile(this.lockFile, new TextEncoder().encode(`${Date.now()}\n`));
  }

  dispose(): void {
    this.#forgetAll();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #readLock(): Promise<string> {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.lockFile));
    } catch {
      return ''; // never locked
    }
  }

  #forgetAll(): void {
    for (const fingerprint of [...this.#entries.keys()]) this.forget(fingerprint);
  }

  #showState(): void {
    void vscode.commands.executeCommand('setContext', contextKey, this.#entries.size > 0);
  }
}
