import type { RegistryLimits } from './limits';

/** Aborts one attempt: when the user cancels, when nothing moves, or when its time is up. `stop` it in any case. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly #limits: RegistryLimits;
  readonly #outer: AbortSignal;
  readonly #deadline: NodeJS.Timeout;
  #idle: NodeJS.Timeout;
  #firedReason: string | undefined;

  /**
   * The most that may come and what is to go over the line: a slow one gets the time for both. `unseenBytes` of the body
   * go without a word about how far they are.
   */
  constructor(
    outer: AbortSignal,
    limits: RegistryLimits,
    answerBytes: number,
    bodyBytes: number,
    unseenBytes: number = bodyBytes,
  ) {
    this.#outer = outer;
    this.#limits = limits;
    const unseenMs = (unseenBytes / limits.slowestBytesPerSecond) * 1000;
    const uploadMs = (bodyBytes / limits.slowestBytesPerSecond) * 1000;
    const downloadMs = (answerBytes / limits.slowestBytesPerSecond) * 1000;
    this.#deadline = setTimeout(() => this.#fire('deadline'), limits.attemptMs + uploadMs + downloadMs);
    this.#idle = setTimeout(() => this.#fire('no answer'), limits.idleMs + unseenMs);
    outer.addEventListener('abort', this.#onOuterAbort, { once: true });
    if (outer.aborted) this.#onOuterAbort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Which clock ran out; `undefined` when none did. */
  get firedReason(): string | undefined {
    return this.#firedReason;
  }

  /** Something arrived. */
  touch(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#fire('stalled'), this.#limits.idleMs);
  }

  /** Ends the attempt from our side. */
  abandon(): void {
    this.#controller.abort(new Error('abandoned'));
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#deadline);
    this.#outer.removeEventListener('abort', this.#onOuterAbort);
  }

  readonly #onOuterAbort = (): void => this.#controller.abort(this.#outer.reason);

  #fire(reason: string): void {
    this.#firedReason = reason;
    this.#controller.abort(new Error(reason));
  }
}
