/** Where a published chart is: what the texts for other tools are made from. */
export interface CopySource {
  readonly name: string;
  readonly version: string;
  /** `host/path/name`, without scheme, tag and digest. */
  readonly repository: string;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
}

export const copyForms = ['helmInstall', 'helmPull', 'fluxHelmRelease', 'argoApplication'] as const;
export type CopyForm = (typeof copyForms)[number];

/**
 * The text to install a published chart with another tool, pinned by digest where the tool can: Helm and Flux (OCIRepository
 * `ref.digest`) can, Argo CD names a version only.
 */
export function copyAs(form: CopyForm, { name, version, repository, digest }: CopySource): string {
  const text = (value: string): string => JSON.stringify(value);
  switch (form) {
    case 'helmInstall':
      return `helm install ${name} oci://${repository}@${digest} --verify`;
    case 'helmPull':
      return `helm pull oci://${repository}@${digest} --verify`;
    case 'fluxHelmRelease':
      return [
        'apiVersion: source.toolkit.fluxcd.io/v1',
        'kind: OCIRepository',
        'metadata:',
        `  name: ${text(name)}`,
        'spec:',
        '  interval: 1h',
        `  url: ${text(`oci://${repository}`)}`,
        '  layerSelector:',
        '    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip',
        '    operation: copy',
        '  ref:',
        `    digest: ${text(digest)}`,
        '---',
        'apiVersion: helm.toolkit.fluxcd.io/v2',
        'kind: HelmRelease',
        'metadata:',
        `  name: ${text(name)}`,
        'spec:',
        '  interval: 1h',
        '  chartRef:',
        '    kind: OCIRepository',
        `    name: ${text(name)}`,
        '',
      ].join('\n');
    case 'argoApplication':
      return [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'metadata:',
        `  name: ${text(name)}`,
        '  namespace: argocd',
        'spec:',
        '  project: default',
        '  source:',
        `    repoURL: ${text(repository.slice(0, repository.lastIndexOf('/')))}`,
        `    chart: ${text(name)}`,
        `    targetRevision: ${text(version)}`,
        '  destination:',
        '    server: https://kubernetes.default.svc',
        `    namespace: ${text(name)}`,
        '',
      ].join('\n');
  }
}
