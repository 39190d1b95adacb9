import { Worker } from 'node:worker_threads';
import type { Finding } from '../core/findings';
import { encodeUtf8 } from '../util/bytes';
import type { Catalog, CatalogAnswer, CatalogQuestion, IndexAnswer, IndexQuestion } from './indexWorker';

type TextQuestion = Omit<IndexQuestion, 'id' | 'text'> & { readonly text: string };

/** Checks indexes in a thread of its own, started with the first one: 20 MB of YAML must not hold up the editor. */
export class IndexChecker {
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<number, (findings: readonly Finding[]) => void>();
  readonly #catalogs = new Map<number, (catalog: Catalog | undefined) => void>();

  constructor(private readonly workerPath: string) {}

  check({ text, ...rest }: TextQuestion): Promise<readonly Finding[]> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#next++;
    return new Promise(resolve => {
      this.#waiting.set(id, resolve);
      const bytes = encodeUtf8(text);
      worker.postMessage({ ...rest, text: bytes, id } satisfies IndexQuestion, [bytes.buffer as ArrayBuffer]);
    });
  }

  /** What charts the cached index at a path has; `undefined` without one. */
  catalog(question: Omit<CatalogQuestion, 'id'>): Promise<Catalog | undefined> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#next++;
    return new Promise(resolve => {
      this.#catalogs.set(id, resolve);
      worker.postMessage({ ...question, id } satisfies CatalogQuestion);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.workerPath);
    worker.unref();
    worker.on('message', (answer: IndexAnswer | CatalogAnswer) => {
      if ('findings' in answer) this.#waiting.get(answer.id)?.(answer.findings);
      else this.#catalogs.get(answer.id)?.(answer.catalog);
      this.#waiting.delete(answer.id);
      this.#catalogs.delete(answer.id);
    });
    worker.on('error', () => {
      this.#giveUp();
    });
    worker.on('exit', () => {
      this.#giveUp();
    });
    return worker;
  }

  /** A thread that died answers nothing; the next question starts another. */
  #giveUp(): void {
    this.#worker = undefined;
    for (const resolve of this.#waiting.values()) resolve([]);
    this.#waiting.clear();
    for (const resolve of this.#catalogs.values()) resolve(undefined);
    this.#catalogs.clear();
  }

  dispose(): void {
    void this.#worker?.terminate();
    this.#giveUp();
  }
}
