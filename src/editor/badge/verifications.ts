import * as vscode from 'vscode';
import { quietContext } from '../../core/context';
import type { VerificationReport } from '../../core/provenance/report';
import type { VerifyPorts } from '../../workflows/verifyChart';
import { verifyChart } from '../../workflows/verifyChart';

interface Entry {
  readonly stamp: string;
  readonly report: Promise<VerificationReport>;
}

/** Verification reports by file, made again when the package, its provenance or the keyring changed. */
export class Verifications implements vscode.Disposable {
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #keyringGeneration = 0;

  constructor(
    private readonly ports: VerifyPorts,
    onKeyringChange: vscode.Event<void>,
  ) {
    this.#subscription = onKeyringChange(() => {
      this.#keyringGeneration++;
      this.#entries.clear();
      this.#changed.fire();
    });
  }

  /** Throws what reading the package throws; a failed verification is a report. */
  async report(path: string): Promise<VerificationReport> {
    const stamp = `${await stampOf(path)} ${await stampOf(`${path}.prov`)} ${this.#keyringGeneration}`;
    const known = this.#entries.get(path);
    if (known?.stamp === stamp) return known.report;
    const report = verifyChart(this.ports, path, quietContext);
    this.#entries.set(path, { stamp, report });
    report.catch(() => this.#entries.delete(path));
    return report;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(vscode.Uri.file(path));
    return `${mtime}:${size}`;
  } catch {
    return 'none';
  }
}
