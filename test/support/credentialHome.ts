import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HelperCall {
  readonly verb: string;
  readonly input: string;
}

/** A home folder with files of Helm and Docker, and a PATH with credential helpers that note how they are called. */
export class CredentialHome {
  readonly directory = mkdtempSync(join(tmpdir(), 'credentials-'));
  readonly helmConfig = join(this.directory, 'config', 'registry', 'config.json');
  readonly dockerConfig = join(this.directory, 'docker', 'config.json');
  readonly #bin = join(this.directory, 'bin');

  /** The helpers run by this machine's shell, so its programs stay on the PATH. */
  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${this.#bin}:${process.env['PATH'] ?? ''}`,
      HOME: this.directory,
      HELM_CONFIG_HOME: join(this.directory, 'config'),
      DOCKER_CONFIG: join(this.directory, 'docker'),
    };
  }

  writeHelm(text: string | null): void {
    this.#write(this.helmConfig, text);
  }

  writeDocker(text: string | null): void {
    this.#write(this.dockerConfig, text);
  }

  /** A helper that keeps one login, as docker-credential-helpers do; `get` answers with `answer` when it is given. */
  addHelper(name: string, answer?: { readonly output: string; readonly code: number }): void {
    mkdirSync(this.#bin, { recursive: true });
    const path = join(this.#bin, `docker-credential-${name}`);
    const kept = join(this.directory, `${name}.kept`);
    const fixed = answer === undefined ? '' : `printf '%s' '${answer.output}'; exit ${answer.code}`;
    const get = `if [ -f '${kept}' ]; then cat '${kept}'; else echo 'credentials not found in native keychain'; exit 1; fi`;
    writeFileSync(
      path,
      `#!/bin/sh
input=$(cat)
printf '%s\\t%s\\n' "$1" "$input" >> '${this.#log}'
case "$1" in
  get) ${fixed || get} ;;
  store) printf '%s' "$input" > '${kept}' ;;
  erase) rm -f '${kept}' ;;
esac
`,
    );
    chmodSync(path, 0o755);
  }

  /** The calls since the last question. */
  takeCalls(): readonly HelperCall[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, 'utf8').trim().split('\n');
    rmSync(this.#log);
    return lines.map(line => {
      const [verb = '', input = ''] = line.split('\t');
      return { verb, input };
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  get #log(): string {
    return join(this.directory, 'calls.log');
  }

  #write(path: string, text: string | null): void {
    mkdirSync(join(path, '..'), { recursive: true });
    if (text === null) rmSync(path, { force: true });
    else writeFileSync(path, text);
  }
}
