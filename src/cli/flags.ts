import { parseArgs } from 'node:util';
import { UsageError } from './usage';

export type FlagKinds = Readonly<Record<string, 'text' | 'texts' | 'switch'>>;

export type Flags<K extends FlagKinds> = {
  readonly [N in keyof K]?: K[N] extends 'text' ? string : K[N] extends 'texts' ? readonly string[] : boolean;
};

export interface CommandLine<K extends FlagKinds> {
  readonly flags: Flags<K>;
  readonly positionals: readonly string[];
}

/** Reads flags as Helm takes them (`--name value`, `--name=value`; `texts` may be repeated), anywhere among the arguments. Throws `UsageError`. */
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
          type: kind === 'switch' ? ('boolean' as const) : ('string' as const),
          multiple: kind === 'texts',
          ...(short === undefined ? {} : { short }),
        },
      ];
    }),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { flags: values as Flags<K>, positionals };
  } catch (error) {
    throw new UsageError(firstSentence(error instanceof Error ? error.message : String(error)));
  }
}

/** What is wrong, without Node's advice on positional arguments. */
function firstSentence(message: string): string {
  return message.split('. To specify')[0] ?? message;
}
