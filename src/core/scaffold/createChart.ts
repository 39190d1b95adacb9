export type ChartKind = 'application' | 'library';

/** Names that Helm's own `create` takes: letters, digits, `.`, `_` and `-`, up to 250 bytes. */
export function isChartName(name: string): boolean {
  return /^[a-zA-Z0-9._-]{1,250}$/.test(name) && name !== '.' && name !== '..';
}

/** The files of a new chart, by their path: what each kind needs, and nothing that must be deleted first. */
export function createChart(name: string, kind: ChartKind): ReadonlyMap<string, string> {
  const files = new Map<string, string>([
    ['Chart.yaml', chartYaml(name, kind)],
    ['.helmignore', helmignore],
    ['values.yaml', kind === 'application' ? values : '{}\n'],
    ['templates/_helpers.tpl', helpers(name)],
  ]);
  if (kind === 'application') {
    files.set('templates/deployment.yaml', deployment(name));
    files.set('templates/service.yaml', service(name));
    files.set('templates/NOTES.txt', notes(name));
  }
  return files;
}

const chartYaml = (name: string, kind: ChartKind): string => `apiVersion: v2
name: ${JSON.stringify(name)}
description: ${kind === 'application' ? 'Runs one application on Kubernetes.' : 'Templates that other charts use.'}
type: ${kind}
version: 0.1.0
${kind === 'application' ? 'appVersion: "1.0.0"\n' : ''}`;

const helmignore = `# One pattern a line. A pattern without a slash matches at any depth. There are no ** and no way back in with "!".
.git/
.gitignore
.vscode/
.idea/
.DS_Store
*.swp
*.bak
*.tmp
*.orig
*~
*.tgz
*.tgz.prov
`;

const values = `# How many pods run.
replicas: 1

image:
  repository: registry.k8s.io/e2e-test-images/agnhost
  # The chart's appVersion when empty.
  tag: "2.53"

service:
  port: 80
  targetPort: 8080

resources:
  requests:
    cpu: 50m
    memory: 64Mi
  limits:
    memory: 128Mi
`;

const helpers = (
  name: string,
): string => `{{/* Name of the objects: release and chart, as a DNS label of at most 63 characters. */}}
{{- define "${name}.fullname" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | lower | replace "." "-" | replace "_" "-" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels by which the objects find each other; they must never change. */}}
{{- define "${name}.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of every object. */}}
{{- define "${name}.labels" -}}
{{ include "${name}.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}
`;

const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "${name}.fullname" . }}
  labels:
    {{- include "${name}.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- include "${name}.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "${name}.labels" . | nindent 8 }}
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          args: [netexec, --http-port={{ .Values.service.targetPort }}]
          ports:
            - name: http
              containerPort: {{ .Values.service.targetPort }}
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
          securityContext:
            allowPrivilegeEscalation: false
            runAsNonRoot: true
            runAsUser: 10001
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
`;

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: {{ include "${name}.fullname" . }}
  labels:
    {{- include "${name}.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "${name}.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .Values.service.port }}
      targetPort: http
`;

const notes = (
  name: string,
): string => `{{ .Chart.Name }} runs as {{ include "${name}.fullname" . }} in {{ .Release.Namespace }}.

  kubectl --namespace {{ .Release.Namespace }} port-forward service/{{ include "${name}.fullname" . }} 8080:{{ .Values.service.port }}
`;
