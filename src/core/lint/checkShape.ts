import { isRequestUrl } from '../chart/linkSyntax';
import type { TextFix, TextRange } from '../findings';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import { stringifyScalar } from '../yaml/scalar';
import type { Shape } from './artifactHubShapes';
import type { ArtifactHubReport } from './artifactHubTable';
import { closest } from './closest';
import { spdxLicenses } from './spdxLicenses';

/** Compares YAML with the shape that Artifact Hub wants. `place` turns a range of the inner text into one of the file. */
export class ShapeCheck {
  constructor(
    private readonly report: ArtifactHubReport,
    private readonly place: (range: TextRange) => TextRange,
    private readonly mayFix: boolean,
  ) {}

  node(node: YamlNode, shape: Shape, path: string): void {
    switch (shape.kind) {
      case 'any':
        return;
      case 'list':
        return this.#list(node, shape, path);
      case 'map':
        if (node.kind === 'map') this.#map(node, shape, path);
        else this.#wrong(node, path, 'a map');
        return;
      case 'object':
        if (node.kind !== 'map') this.#wrong(node, path, 'a map');
        return;
      default:
        if (node.kind === 'scalar') this.plain(node, shape, path);
        else this.#wrong(node, path, 'a text');
    }
  }

  /** A text: a choice, a boolean, a URL, a licence, or anything. */
  plain(node: YamlScalar, shape: Shape, path: string): void {
    const value = node.value === null ? '' : typeof node.value === 'string' ? node.value : stringifyScalar(node.value);
    const range = this.place(node.range);
    switch (shape.kind) {
      case 'boolean': {
        if (/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)) return;
        const suggestion = booleanFor(value);
        const fix = suggestion === undefined ? undefined : { range: node.range, newText: JSON.stringify(suggestion) };
        const args = { annotation: path, value, suggestion: suggestion ?? '' };
        return this.report('artifact-hub/boolean', range, args, this.#fix(fix));
      }
      case 'choice':
        if (!isOneOf(value, shape.of, shape.anyCase === true)) this.#notOneOf(node, value, shape.of);
        return;
      case 'url':
        if (!isRequestUrl(value)) this.report('artifact-hub/url', range, { url: value });
        return;
      case 'licence': {
        if (spdxLicenses.includes(value)) return;
        const suggestion = closest(value, spdxLicenses);
        const fix = suggestion === undefined ? undefined : this.#replace(node, suggestion);
        return this.report('artifact-hub/license', range, { value, suggestion: suggestion ?? '' }, this.#fix(fix));
      }
    }
  }

  #notOneOf(node: YamlScalar, value: string, allowed: readonly string[]): void {
    const suggestion = closest(value, allowed);
    this.report(
      'artifact-hub/value',
      this.place(node.range),
      { value, allowed: allowed.join(', '), suggestion: suggestion ?? '' },
      this.#fix(suggestion === undefined ? undefined : this.#replace(node, suggestion)),
    );
  }

  #list(node: YamlNode, shape: Extract<Shape, { kind: 'list' }>, path: string): void {
    if (node.kind !== 'list') return this.#wrong(node, path, 'a list');
    if (shape.textsToo === true) {
      const texts = node.items.filter(item => item.kind === 'scalar' && item.value !== null);
      if (texts.length === node.items.length) return;
      if (texts.length > 0) {
        const odd = texts.length * 2 <= node.items.length ? texts : node.items.filter(item => item.kind !== 'scalar');
        for (const item of odd) this.report('artifact-hub/changes-mixed', this.place(item.range), {});
      }
    }
    node.items.forEach((item, index) => {
      if (shape.textsToo === true && item.kind === 'scalar' && item.value !== null) return;
      this.node(item, shape.item, `${path}[${index}]`);
    });
  }

  #map(node: YamlMap, shape: Extract<Shape, { kind: 'map' }>, path: string): void {
    const seen = new Set<string>();
    for (const entry of node.entries) {
      const key = keyText(entry.key);
      seen.add(key);
      const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
      if (field === undefined) this.report('artifact-hub/unknown-field', this.place(entry.key.range), { key });
      else if (shape.required.includes(key) && isBlank(entry.value))
        this.report('artifact-hub/required', this.place(entry.key.range), { path: `${path}.${key}` });
      else if (!isBlank(entry.value)) this.node(entry.value, field, `${path}.${key}`);
    }
    const at = node.entries[0]?.key.range ?? node.range;
    for (const key of shape.required)
      if (!seen.has(key)) this.report('artifact-hub/required', this.place(at), { path: `${path}.${key}` });
  }

  #wrong(node: YamlNode, path: string, expected: string): void {
    this.report('artifact-hub/shape', this.place(node.range), { path, expected });
  }

  #replace(node: YamlScalar, text: string): TextFix {
    return { range: node.range, newText: node.plain ? text : JSON.stringify(text) };
  }

  #fix(fix: TextFix | undefined): { readonly fix?: TextFix } {
    return fix === undefined || !this.mayFix ? {} : { fix: { ...fix, range: this.place(fix.range) } };
  }
}

function isOneOf(value: string, allowed: readonly string[], anyCase: boolean): boolean {
  return allowed.some(each => each === value || (anyCase && each.toLowerCase() === value.toLowerCase()));
}

function isBlank(node: YamlNode): boolean {
  return node.kind === 'scalar' && (node.value === null || node.value === '');
}

/** What people write for Go's `true` and `false`. */
function booleanFor(value: string): string | undefined {
  if (/^(?:y|yes|on|true)$/i.test(value)) return 'true';
  return /^(?:n|no|off|false)$/i.test(value) ? 'false' : undefined;
}
