{{/* What belongs together, and what a pattern would refuse without saying what to write. */}}
{{- define "sluice.check" -}}
{{- $v := .Values -}}
{{- range $which, $image := $v.images }}
{{- if kindIs "map" $image }}
{{- if not (regexMatch "^[a-z0-9]([a-z0-9._/:-]*[a-z0-9])?$" $image.repository) }}{{ fail (printf "images.%s.repository is %q: write it as path/name in lower-case letters, such as sluice/operator" $which $image.repository) }}{{ end }}
{{- if regexMatch "(:[^/]*|@.*)$" $image.repository }}{{ fail (printf "images.%s.repository is %q: leave out the tag; operator's goes into images.operator.tag, the others' follow from cluster.spec.version" $which $image.repository) }}{{ end }}
{{- end }}
{{- end }}
{{- if or (eq $v.images.operator.tag "latest") (regexMatch "[^A-Za-z0-9_.-]" $v.images.operator.tag) }}{{ fail (printf "images.operator.tag is %q: write a version such as 0.1.0; latest is another program tomorrow" $v.images.operator.tag) }}{{ end }}
{{- if regexMatch "(^[a-z]+://|/$)" $v.global.imageRegistry }}{{ fail (printf "global.imageRegistry is %q: write HOST[:PORT][/PATH] without a scheme and a / at the end" $v.global.imageRegistry) }}{{ end }}
{{- range $which, $duration := $v.operator.lease }}
{{- if not (regexMatch "^[1-9][0-9]*s$" $duration) }}{{ fail (printf "operator.lease.%s is %q: write whole seconds, such as 15s" $which $duration) }}{{ end }}
{{- end }}
{{- $duration := trimSuffix "s" $v.operator.lease.duration | int -}}
{{- $stop := trimSuffix "s" $v.operator.lease.stop | int -}}
{{- $retry := trimSuffix "s" $v.operator.lease.retry | int -}}
{{- if or (ge $stop $duration) (ge $retry $stop) }}{{ fail (printf "operator.lease: write retry < stop < duration, such as 2s, 10s, 15s (these are %ds, %ds, %ds): two operators could act at once" $retry $stop $duration) }}{{ end }}
{{- range $namespace := concat $v.operator.watchNamespaces (list $v.cluster.name) (keys $v.pools) (keys $v.apiKeys) }}
{{- if not (regexMatch "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$" $namespace) }}{{ fail (printf "%q is no name: write at most 40 lower-case letters, digits and - (namespaces, cluster.name, pools, apiKeys)" $namespace) }}{{ end }}
{{- end }}
{{- if not (regexMatch "^[1-9][0-9]*(s|m)$" $v.monitoring.serviceMonitor.interval) }}{{ fail (printf "monitoring.serviceMonitor.interval is %q: write seconds or minutes, such as 30s" $v.monitoring.serviceMonitor.interval) }}{{ end }}
{{- if $v.redis.enabled }}{{ fail "redis.enabled: leave it false: this version keeps rooms in the memory of one coordinator and has no Redis store yet" }}{{ end }}
{{- $coordinator := $v.cluster.spec.coordinator | default dict -}}
{{- if gt (int ($coordinator.replicas | default 1)) 1 }}{{ fail "cluster.spec.coordinator.replicas: write 1: several coordinators share their rooms through Redis, and this version keeps them in memory only" }}{{ end }}
{{- if and (not $v.cluster.enabled) (or $v.pools $v.apiKeys) }}{{ fail "pools and apiKeys belong to the cluster of this release: set cluster.enabled to true, or apply them as MediaNodePool and ApiKey by yourself" }}{{ end }}
{{- if and $v.cluster.enabled $v.operator.watchNamespaces (not (has .Release.Namespace $v.operator.watchNamespaces)) }}{{ fail (printf "operator.watchNamespaces: add %s, where this release puts its MediaCluster" .Release.Namespace) }}{{ end }}
{{- range $name, $spec := $v.pools }}{{ if hasKey $spec "clusterRef" }}{{ fail (printf "pools.%s.clusterRef: leave it out: the chart sets it to cluster.name" $name) }}{{ end }}{{ end }}
{{- range $name, $spec := $v.apiKeys }}{{ if hasKey $spec "clusterRef" }}{{ fail (printf "apiKeys.%s.clusterRef: leave it out: the chart sets it to cluster.name" $name) }}{{ end }}{{ end }}
{{- range $key, $_ := $v.operator.podLabels }}{{ if hasPrefix "app.kubernetes.io/" $key }}{{ fail (printf "operator.podLabels: use another prefix than app.kubernetes.io/ (%s): the Deployment selects by these" $key) }}{{ end }}{{ end }}
{{- end }}
