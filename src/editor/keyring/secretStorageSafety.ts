import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * How safe the secret storage of this machine is, as far as an extension can find out. `kept`: what an earlier session
 * stored was still there. `unproven`: this is the first session. `lost`: what an earlier session stored is gone, as on a
 * Linux desktop without a keyring. `browser`: the browser's storage.
 */
export type StorageSafety = 'kept' | 'unproven' | 'lost' | 'browser';

const probe = 'storageProbe';

interface Probe {
  readonly value: string;
  /** Process that all windows of a session of the editor have in common: a value of this session proves nothing. */
  readonly session: number;
  readonly safety: StorageSafety;
}

/** Looks, when first asked, whether the value of an earlier session is still there, and leaves one for the next. */
export class SecretStorageSafety {
  #safety: Promise<StorageSafety> | undefined;

  constructor(private readonly context: vscode.ExtensionContext) {}

  safety(): Promise<StorageSafety> {
    this.#safety ??= this.#look();
    return this.#safety;
  }

  async #look(): Promise<StorageSafety> {
    // There each tab keeps a copy of all secrets and writes it back whole: a probe could undo what another tab stored.
    if (vscode.env.uiKind === vscode.UIKind.Web) return 'browser';
    const { globalState, secrets } = this.context;
    const session = process.ppid;
    const earlier = globalState.get<Probe>(probe);
    if (earlier?.session === session) return earlier.safety;
    const stored = await Promise.resolve(secrets.get(probe)).catch(() => undefined);
    const safety = earlier === undefined ? 'unproven' : stored === earlier.value ? 'kept' : 'lost';
    const value = randomUUID();
    await globalState.update(probe, { value, session, safety } satisfies Probe);
    await Promise.resolve(secrets.store(probe, value)).catch(() => undefined);
    return safety;
  }
}
