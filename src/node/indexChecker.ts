import { Worker } from 'node:worker_threads';
import type { Finding } from '../core/findings';
import type { IndexAnswer, IndexQuestion } from './indexWorker';

/** Checks indexes in a thread of its own, started with the first one: 20 MB of YAML must not hold up the editor. */
export class IndexChecker {
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<number, (findings: readonly Finding[]) => void>();

  constructor(private readonly workerPath: string) {}

  check(question: Omit<IndexQuestion, 'id'>): Promise<readonly Finding[]> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#next++;
    return new Promise(resolve => {
      this.#waiting.set(id, resolve);
      worker.postMessage({ ...question, id } satisfies IndexQuestion);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.workerPath);
    worker.unref();
    worker.on('message', ({ id, findings }: IndexAnswer) => {
      this.#waiting.get(id)?.(findings);
      this.#waiting.delete(id);
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
  }

  dispose(): void {
    void this.#worker?.terminate();
    this.#giveUp();
  }
}
