import type { YamlEntry, YamlNode, YamlScalar } from '../yaml/goYaml';

/**
 * Reads a JSON text into the nodes of the YAML reader, with their places. `undefined` when the text as a whole is not
 * JSON: Helm then takes it for YAML. Depth is bounded as Go bounds it.
 */
export function parseJsonNodes(text: string, options?: ReduceOptions): YamlNode | undefined {
  if (!isJson(text)) return undefined;
  return new JsonReader(text, options).document();
}

export interface ReduceOptions {
  /** Called with each map or list that so many collections are around; what it gives stands in the tree instead. */
  readonly reduce: (node: YamlNode, path: readonly string[]) => YamlNode;
  readonly depth: number;
}

/** Go's encoding/json reads no deeper; this reader has its own stack. */
const maxDepth = 10_000;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Open {
  readonly start: number;
  /** Missing in a list. */
  readonly entries?: YamlEntry[];
  readonly items?: YamlNode[];
  key?: YamlScalar;
}

/** Works on a text that is known to be JSON. */
class JsonReader {
  #offset = 0;
  readonly #open: Open[] = [];

  constructor(
    private readonly text: string,
    private readonly options?: ReduceOptions,
  ) {}

  document(): YamlNode | undefined {
    for (;;) {
      this.#blanks();
      const character = this.text[this.#offset] ?? '';
      let done: YamlNode | undefined;
      if (character === '{' || character === '[') {
        if (this.#open.length >= maxDepth) return undefined;
        this.#open.push({ start: this.#offset++, ...(character === '{' ? { entries: [] } : { items: [] }) });
      } else if (character === '}' || character === ']') done = this.#close();
      else if (character === ',') this.#offset++;
      else {
        const scalar = this.#scalar();
        const top = this.#open.at(-1);
        if (top?.entries !== undefined && top.key === undefined) {
          this.#blanks();
          this.#offset++;
          top.key = scalar;
        } else done = scalar;
      }
      if (done !== undefined && this.#add(done)) return done;
    }
  }

  /** Whether the value is the whole document. */
  #add(value: YamlNode): boolean {
    const top = this.#open.at(-1);
    if (top === undefined) return true;
    if (top.entries !== undefined && top.key !== undefined) {
      top.entries.push({ key: top.key, value, merged: false });
      delete top.key;
    } else top.items?.push(value);
    return false;
  }

  #close(): YamlNode {
    const { start = 0, entries, items = [] } = this.#open.pop() ?? {};
    const range = { start, end: ++this.#offset };
    const node: YamlNode = entries !== undefined ? { kind: 'map', entries, range } : { kind: 'list', items, range };
    if (this.#open.length !== this.options?.depth) return node;
    return this.options.reduce(
      node,
      this.#open.map(({ key }) => key?.text ?? ''),
    );
  }

  #blanks(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.#offset);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#offset++;
    }
  }

  #scalar(): YamlScalar {
    const start = this.#offset;
    token.lastIndex = start;
    const source = token.exec(this.text)?.[0] ?? '';
    this.#offset += source.length;
    const value = JSON.parse(source) as string | number | boolean | null;
    const plain = typeof value !== 'string';
    return { kind: 'scalar', value, text: String(value), plain, range: { start, end: this.#offset } };
  }
}

const token = /"(?:[^"\\]|\\.)*"|[-+.\w]+/y;
