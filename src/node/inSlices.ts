import { setImmediate } from 'node:timers/promises';

/** How long one slice may keep everything else waiting; a key press is felt from about 50 ms. */
const sliceMs = 10;

/** Runs work that pauses now and then, and lets everything else have its turn after each slice. Throws when aborted. */
export async function inSlices(work: Generator<undefined, undefined>, signal: AbortSignal): Promise<void> {
  let started = Date.now();
  for (;;) {
    signal.throwIfAborted();
    if (work.next().done === true) return;
    if (Date.now() - started < sliceMs) continue;
    await setImmediate();
    started = Date.now();
  }
}
