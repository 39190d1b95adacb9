// Preloaded into the command line: ends the process with SIGKILL at its nth call that changes the file system.
// KILL_AT: which call, from 1. KILL_WHEN: before it, after it, or (for writes) when half of the bytes are written.
const fs = require('node:fs/promises');

const killAt = Number(process.env.KILL_AT);
const when = process.env.KILL_WHEN;
let calls = 0;
const kill = () => process.kill(process.pid, 'SIGKILL');

function guard(owner, name, half) {
  const original = owner[name];
  owner[name] = async function (...args) {
    const isLast = ++calls === killAt;
    if (isLast && when === 'before') kill();
    if (isLast && when === 'half' && half !== undefined) {
      await half(original, this, args);
      kill();
    }
    const result = await original.apply(this, args);
    if (isLast) kill();
    return result;
  };
}

for (const name of ['rename', 'rm', 'unlink', 'mkdir', 'writeFile']) guard(fs, name);
const { open } = fs;
let isGuarded = false;
fs.open = async function (...args) {
  const handle = await open.apply(this, args);
  if (!isGuarded) {
    isGuarded = true;
    const prototype = Object.getPrototypeOf(handle);
    guard(prototype, 'writeFile', (original, self, [bytes]) =>
      original.call(self, bytes.subarray(0, Math.floor(bytes.length / 2))),
    );
    for (const name of ['write', 'sync']) guard(prototype, name);
  }
  return handle;
};
process.on('exit', () => process.stderr.write(`calls ${calls}\n`));
