import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a pinentry that answers by itself and returns its path. `answer`: this passphrase; `cancel`: as a person who
 * cancels; `wait`: nobody is there.
 */
export function writePinentry(directory: string, behaviour: { readonly answer: string } | 'cancel' | 'wait'): string {
  const path = join(directory, `pinentry-${typeof behaviour === 'string' ? behaviour : 'answer'}`);
  const reply =
    behaviour === 'cancel'
      ? `echo 'ERR 83886179 Operation cancelled <Pinentry>'`
      : behaviour === 'wait'
        ? 'exec sleep 600'
        : `printf 'D %s\\nOK\\n' '${behaviour.answer}'`;
  writeFileSync(
    path,
    `#!/bin/sh
echo 'OK ready'
while read -r command rest; do
  case "$command" in
    GETPIN) ${reply} ;;
    GETINFO) [ "$rest" = pid ] && echo "D $$"; echo OK ;;
    BYE) echo OK; exit 0 ;;
    *) echo OK ;;
  esac
done
`,
  );
  chmodSync(path, 0o700);
  return path;
}
