/** Runs `run` once, `waitMs` after the last call. `cancel` forgets a call that is waiting. */
export function debounce<A extends readonly unknown[]>(
  run: (...args: A) => void,
  waitMs: number,
): ((...args: A) => void) & { cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const call = (...args: A): void => {
    cancel();
    timer = setTimeout(() => {
      timer = undefined;
      run(...args);
    }, waitMs);
  };
  return Object.assign(call, { cancel });
}
