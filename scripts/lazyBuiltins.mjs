// Node's own modules that are slow to load (2 to 10 ms each in a process that is to end after 50) are loaded when something
// of them is used for the first time, not when the file that imports them is.
const slow = [
  'child_process',
  'http',
  'https',
  'net',
  'readline',
  'stream',
  'stream/promises',
  'tls',
  'worker_threads',
  'zlib',
];

export const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(builder) {
    builder.onResolve({ filter: /^node:/ }, ({ path, namespace }) => {
      if (namespace === 'lazy-builtin' || !slow.includes(path.slice('node:'.length))) return { path, external: true };
      return { path, namespace: 'lazy-builtin' };
    });
    builder.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter(name => name !== 'default');
      const getters = names.map(name => `get ${name}() { return load().${name}; }`);
      const contents = `let loaded;\nconst load = () => (loaded ??= require('${path}'));\nmodule.exports = { ${getters.join(', ')} };`;
      return { contents, loader: 'js' };
    });
  },
};
