import { tagToVersion } from './reference';

export interface DeployedChart {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
  /** Digest of the manifest. */
  readonly digest: string;
}

/**
 * Flux: an OCIRepository pinned by digest, and the HelmRelease that uses it. The registry's `insecure` is for plain HTTP. All
 * values are of grammars that need no quoting in YAML, but for the version and the tag.
 */
export function formatFluxManifest({ host, repository, tag, digest }: DeployedChart, plainHttp: boolean): string {
  const name = resourceName(repository);
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: ${name}
spec:
  interval: 10m
  url: oci://${host}/${repository}${plainHttp ? '\n  insecure: true' : ''}
  layerSelector:
    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip
    operation: copy
  ref:
    # ${tagToVersion(tag)}
    digest: ${digest}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
spec:
  interval: 10m
  chartRef:
    kind: OCIRepository
    name: ${name}
`;
}

/** Argo CD takes a version, not a digest: which bytes that is, the registry decides. */
export function formatArgoManifest({ host, repository, tag, digest }: DeployedChart): string {
  const slash = repository.lastIndexOf('/');
  const chart = repository.slice(slash + 1);
  const parent = slash === -1 ? host : `${host}/${repository.slice(0, slash)}`;
  const name = resourceName(repository);
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  project: default
  source:
    # ${digest}
    repoURL: ${parent}
    chart: ${chart}
    targetRevision: ${JSON.stringify(tagToVersion(tag))}
  destination:
    server: https://kubernetes.default.svc
    namespace: ${name}
`;
}

/** A name as Kubernetes takes it (RFC 1123 label). */
function resourceName(repository: string): string {
  const name = repository.slice(repository.lastIndexOf('/') + 1).replace(/[^a-z0-9-]+/g, '-');
  return name.slice(0, 63).replace(/^-+|-+$/g, '') || 'chart';
}
