import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * How safe the secret storage of this machine is, as far as an extension can find out. `kept`: what an earlier session
 * stored was still there. `unproven`: this is the first session. `lost`: what an earlier session stored is gone, as on a
 * Linux desktop without a keyring. `browser`: the browser's storage.
 */
export type StorageSafety = 'kept' | 'unproven' | 'lost' | 'browser';

const probe = 'storageProbe';
const sessionPart = randomUUID();

/** Looks, when first asked, whether the value of an earlier session is still there, and leaves one for the next. */
export class SecretStorageSafety {
  #safety: Promise<StorageSafety> | undefined;

  constructor(private readonly context: vscode.ExtensionContext) {}

  safety(): Promise<StorageSafety> {
    this.#safety ??= this.#look();
    return this.#safety;
  }

  async #look(): Promise<StorageSafety> {
    const { globalState, secrets } = this.context;
    const remembered = globalState.get<string>(probe);
    const stored = await Promise.resolve(secrets.get(probe)).catch(() => undefined);
    await globalState.update(probe, sessionPart);
    await Promise.resolve(secrets.store(probe, sessionPart)).catch(() => undefined);
    if (remembered !== undefined && stored !== remembered) return 'lost';
    if (vscode.env.uiKind === vscode.UIKind.Web) return 'browser';
    return remembered === undefined ? 'unproven' : 'kept';
  }
}
