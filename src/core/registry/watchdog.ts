import type { RegistryLimits } from './limits';

/** Aborts one attempt: when the user cancels, when nothing moves, or when its time is up. `stop` it in any case. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly #limits: RegistryLimits;
  readonly #outer: AbortSignal;
  #deadline: NodeJS.Timeout;
  /** Milliseconds that what arrived was worth and that are not used yet. */
  #earnedMs = 0;
  #idle: NodeJS.Timeout;
  #firedReason: string | undefined;

  /**
   * What is to go over the line: a slow one gets the time for it, and for what comes back once it came. Attack: a body that
   * drips, which would take hours to reach any limit of its size. `unseenBytes` of the body go without a word about how
   * far they are.
   */
  constructor(outer: AbortSignal, limits: RegistryLimits, bodyBytes: number, unseenBytes: number = bodyBytes) {
    this.#outer = outer;
    this.#limits = limits;
    const unseenMs = (unseenBytes / limits.slowestBytesPerSecond) * 1000;
    const uploadMs = (bodyBytes / limits.slowestBytesPerSecond) * 1000;
    this.#deadline = setTimeout(this.#onDeadline, limits.attemptMs + uploadMs);
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

  /** Something arrived, or was taken by the line. */
  touch(receivedBytes = 0): void {
    this.#earnedMs += (receivedBytes / this.#limits.slowestBytesPerSecond) * 1000;
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

  readonly #onDeadline = (): void => {
    if (this.#earnedMs < 1) return this.#fire('deadline');
    this.#deadline = setTimeout(this.#onDeadline, this.#earnedMs);
    this.#earnedMs = 0;
  };

  readonly #onOuterAbort = (): void => this.#controller.abort(this.#outer.reason);

  #fire(reason: string): void {
    this.#firedReason = reason;
    this.#controller.abort(new Error(reason));
  }
}
