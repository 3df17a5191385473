{{- define "sluice.name" -}}
{{- if contains "sluice" .Release.Name }}{{ printf "%s-operator" .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-sluice-operator" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Never versions: a selector cannot change. */}}
{{- define "sluice.selector" -}}
app.kubernetes.io/name: sluice-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/part-of: sluice
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "sluice.image" -}}
{{- $registry := .root.Values.global.imageRegistry -}}
{{- with $registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository }}
{{- end }}

{{- define "sluice.namespaces" -}}
{{ toJson (.Values.operator.watchNamespaces | default (list .Release.Namespace)) }}
{{- end }}
