import { parseArgs } from 'node:util';
import { UsageError } from './usage';

export type FlagKinds = Readonly<Record<string, 'text' | 'switch'>>;

export type Flags<K extends FlagKinds> = { readonly [N in keyof K]?: K[N] extends 'text' ? string : boolean };

export interface CommandLine<K extends FlagKinds> {
  readonly flags: Flags<K>;
  readonly positionals: readonly string[];
}

/** Reads flags as Helm takes them (`--name value`, `--name=value`), anywhere among the arguments. Throws `UsageError`. */
export function parseFlags<K extends FlagKinds>(
  args: readonly string[],
  kinds: K,
  shorthands: Readonly<Record<string, string>> = {},
): CommandLine<K> {
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => {
      const short = shorthands[name];
      return [
        name,
        {
          type: kind === 'text' ? ('string' as const) : ('boolean' as const),
          ...(short === undefined ? {} : { short }),
        },
      ];
    }),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { flags: values as Flags<K>, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
