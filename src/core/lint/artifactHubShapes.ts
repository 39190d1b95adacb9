/** What an annotation holds: a plain text, or YAML of a shape. */
export type Shape =
  | { readonly kind: 'text' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'url' }
  | { readonly kind: 'licence' }
  | { readonly kind: 'choice'; readonly of: readonly string[]; readonly anyCase?: true }
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly item: Shape; readonly textsToo?: true }
  | { readonly kind: 'map'; readonly fields: Readonly<Record<string, Shape>>; readonly required: readonly string[] }
  | { readonly kind: 'object' };

export interface Annotation {
  readonly shape: Shape;
  /** What it is for, in one sentence: shown on hover. */
  readonly meaning: string;
  /** A value to start from, for completion; YAML annotations start a block. */
  readonly example: string;
}

const text: Shape = { kind: 'text' };
const url: Shape = { kind: 'url' };
const map = (fields: Readonly<Record<string, Shape>>, required: readonly string[]): Shape => ({
  kind: 'map',
  fields,
  required,
});
const list = (item: Shape): Shape => ({ kind: 'list', item });
const link = map({ name: text, url }, ['name', 'url']);

/** https://artifacthub.io/docs/topics/annotations/helm/: every annotation of Artifact Hub for charts, and what it must hold. */
export const artifactHubAnnotations: Readonly<Record<string, Annotation>> = {
  'artifacthub.io/alternativeName': {
    shape: text,
    meaning: 'Another name under which the chart is found.',
    example: 'name',
  },
  'artifacthub.io/category': {
    shape: {
      kind: 'choice',
      of: [
        'ai-machine-learning',
        'database',
        'integration-delivery',
        'monitoring-logging',
        'networking',
        'security',
        'skip-prediction',
        'storage',
        'streaming-messaging',
      ],
    },
    meaning: 'The category the chart is listed under. Without it Artifact Hub guesses one.',
    example: 'database',
  },
  'artifacthub.io/changes': {
    shape: {
      kind: 'list',
      textsToo: true,
      item: map(
        {
          kind: { kind: 'choice', of: ['added', 'changed', 'deprecated', 'removed', 'fixed', 'security'] },
          description: text,
          links: list(link),
        },
        ['description'],
      ),
    },
    meaning: 'What changed in this version: texts, or maps with kind, description and links.',
    example: '- kind: added\n  description: ',
  },
  'artifacthub.io/containsSecurityUpdates': {
    shape: { kind: 'boolean' },
    meaning: 'Whether this version holds security updates.',
    example: '"true"',
  },
  'artifacthub.io/crds': {
    shape: list(
      map({ kind: text, version: text, name: text, displayName: text, description: text }, ['kind', 'version', 'name']),
    ),
    meaning: 'The custom resource definitions of an operator.',
    example: '- kind: MyKind\n  version: v1\n  name: mykind\n  displayName: My kind\n  description: ',
  },
  'artifacthub.io/crdsExamples': {
    shape: list({ kind: 'object' }),
    meaning: 'Examples of custom resources, one for each definition in crds.',
    example: '- apiVersion: v1\n  kind: MyKind\n  metadata:\n    name: example',
  },
  'artifacthub.io/images': {
    shape: list(map({ name: text, image: text, whitelisted: { kind: 'any' }, platforms: list(text) }, ['image'])),
    meaning: 'The container images of the chart. Without it Artifact Hub renders the templates to find them.',
    example: '- name: app\n  image: registry.example/app:1.0.0',
  },
  'artifacthub.io/license': {
    shape: { kind: 'licence' },
    meaning: 'The SPDX identifier of the licence of the chart.',
    example: 'Apache-2.0',
  },
  'artifacthub.io/links': {
    shape: list(link),
    meaning: 'Further links; one with the name support is shown with prominence.',
    example: '- name: support\n  url: https://',
  },
  'artifacthub.io/maintainers': {
    shape: list(map({ name: text, email: text }, ['name', 'email'])),
    meaning: 'Maintainers to show in place of those of Chart.yaml.',
    example: '- name: \n  email: ',
  },
  'artifacthub.io/operator': {
    shape: { kind: 'boolean' },
    meaning: 'Whether the chart installs an operator.',
    example: '"true"',
  },
  'artifacthub.io/operatorCapabilities': {
    shape: {
      kind: 'choice',
      of: ['Basic Install', 'Seamless Upgrades', 'Full Lifecycle', 'Deep Insights', 'Auto Pilot'],
      anyCase: true,
    },
    meaning: 'How far the operator goes.',
    example: 'Basic Install',
  },
  'artifacthub.io/prerelease': {
    shape: { kind: 'boolean' },
    meaning: 'Whether this version is a pre-release.',
    example: '"true"',
  },
  'artifacthub.io/recommendations': {
    shape: list(map({ url }, ['url'])),
    meaning: 'Packages on Artifact Hub to recommend.',
    example: '- url: https://artifacthub.io/packages/helm/',
  },
  'artifacthub.io/screenshots': {
    shape: list(map({ title: text, url }, ['url'])),
    meaning: 'Pictures for the page of the chart.',
    example: '- title: \n  url: https://',
  },
  'artifacthub.io/signKey': {
    shape: map({ fingerprint: text, url }, ['url']),
    meaning: 'The key that the package is signed with: fingerprint, and where the public key is.',
    example: 'fingerprint: \nurl: https://',
  },
};
