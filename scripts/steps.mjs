// Runs programs one after the other and says how long each took.
import { spawnSync } from 'node:child_process';

/**
 * @param {[name: string, program: string, args: string[], env?: Record<string, string>][]} steps
 * Ends the process with 1 at the first step that fails.
 */
export async function runSteps(steps) {
  for (const [name, program, args, env = {}] of steps) {
    console.log(`\n== ${name}`);
    const started = Date.now();
    const shell = process.platform === 'win32';
    const done = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env }, shell });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (done.status !== 0) {
      console.error(`== ${name} failed after ${seconds} s (${done.signal ?? `exit ${done.status}`})`);
      process.exit(1);
    }
    console.log(`== ${name}: ${seconds} s`);
  }
}
