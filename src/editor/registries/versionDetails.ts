import * as vscode from 'vscode';
import { quietContext } from '../../core/context';
import type { RegistryClient } from '../../core/registry/client';
import type { VersionDetails } from '../../core/registry/describeVersion';
import { describeVersion } from '../../core/registry/describeVersion';
import type { Verdict } from '../../core/provenance/report';
import type { VersionNode } from './registryNodes';
import { versionReference } from './registryNodes';

/** Versions that are asked about at a time. */
const lookups = 4;

export type DetailsState = VersionDetails | 'loading' | 'failed';

/** Sizes, dates and signatures of the versions that are shown, fetched in the background in the order they are asked for. */
export class VersionDetailsLoader implements vscode.Disposable {
  readonly #states = new Map<string, DetailsState>();
  readonly #verdicts = new Map<string, Verdict>();
  readonly #waiting: { readonly node: VersionNode; readonly tags: ReadonlySet<string> }[] = [];
  readonly #changed = new vscode.EventEmitter<VersionNode>();
  readonly onDidChange = this.#changed.event;
  #abort = new AbortController();
  #running = 0;

  constructor(private readonly clientFor: (host: string) => RegistryClient) {}

  state(node: VersionNode): DetailsState | undefined {
    return this.#states.get(versionReference(node));
  }

  /** What a verification in this window said of these very bytes. */
  verdict(node: VersionNode): Verdict | undefined {
    const state = this.state(node);
    return typeof state === 'object' ? this.#verdicts.get(state.manifestDigest) : undefined;
  }

  setVerdict(manifestDigest: string, verdict: Verdict): void {
    this.#verdicts.set(manifestDigest, verdict);
  }

  /** `tags`: all of the repository. */
  load(nodes: readonly VersionNode[], tags: ReadonlySet<string>): void {
    for (const node of nodes) {
      if (this.#states.has(versionReference(node))) continue;
      this.#states.set(versionReference(node), 'loading');
      this.#waiting.push({ node, tags });
    }
    while (this.#running < lookups && this.#waiting.length > 0) void this.#work();
  }

  /** Forgets what was read and stops what is being read; verdicts stay, they are of digests. */
  forget(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#waiting.length = 0;
    this.#states.clear();
  }

  async #work(): Promise<void> {
    this.#running++;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { node, tags } = next;
      const { signal } = this.#abort;
      const state = await describeVersion(
        this.clientFor(node.host),
        node.repository,
        node.tag,
        { ...quietContext, signal },
        tags,
      ).catch(() => 'failed' as const);
      if (signal.aborted) continue;
      this.#states.set(versionReference(node), state);
      this.#changed.fire(node);
    }
    this.#running--;
  }

  dispose(): void {
    this.forget();
    this.#changed.dispose();
  }
}
