{{- define "smsbridge.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "smsbridge.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "smsbridge.labels" -}}
{{ include "smsbridge.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "smsbridge.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{ else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "smsbridge.isPostgres" -}}
{{- if eq .Values.storage.provider "PostgreSql" }}yes{{ end }}
{{- end }}

{{/* The pod, the same whoever keeps it. */}}
{{- define "smsbridge.pod" -}}
metadata:
  labels:
    {{- include "smsbridge.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # Settings are read at the start: what changes them starts the pods anew.
    checksum/settings: {{ include (print $.Template.BasePath "/settings.yaml") . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with .Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1654
    runAsGroup: 1654
    fsGroup: 1654
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- if include "smsbridge.isPostgres" . }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "smsbridge.selector" . | nindent 10 }}
  {{- end }}
  containers:
    - name: smsbridge
      image: {{ include "smsbridge.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      env:
        - name: Storage__Provider
          value: {{ .Values.storage.provider }}
        # The container's log is what it writes to its output; the file would only fill the volume.
        - name: Serilog__WriteTo__1__Args__restrictedToMinimumLevel
          value: Fatal
        {{- if .Values.metrics.enabled }}
        - name: Telemetry__MetricsUrls
          value: {{ printf "http://+:%v" .Values.metrics.port | quote }}
        {{- end }}
        {{- range $name, $_ := .Values.secretSettings }}
        - name: {{ $name }}_FILE
          value: /run/secrets/smsbridge/{{ $name }}
        {{- end }}
        {{- range .Values.existingSecret.keys }}
        - name: {{ . }}_FILE
          value: /run/secrets/smsbridge-existing/{{ . }}
        {{- end }}
      ports:
        - name: http
          containerPort: 9191
        {{- if .Values.metrics.enabled }}
        - name: metrics
          containerPort: {{ .Values.metrics.port }}
        {{- end }}
      # A new version may have a large database to bring up to date before it listens: half an hour.
      startupProbe:
        httpGet: {path: /health/live, port: http}
        periodSeconds: 5
        failureThreshold: 360
      livenessProbe:
        httpGet: {path: /health/live, port: http}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /health/ready, port: http}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      lifecycle:
        preStop:
          sleep:
            seconds: 5 # until nobody sends it hooks any more
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - {name: data, mountPath: /var/lib/smsbridge}
        - {name: tmp, mountPath: /tmp}
        - {name: settings, mountPath: /etc/smsbridge, readOnly: true}
        {{- if .Values.secretSettings }}
        - {name: secrets, mountPath: /run/secrets/smsbridge, readOnly: true}
        {{- end }}
        {{- if .Values.existingSecret.keys }}
        - {name: existing-secrets, mountPath: /run/secrets/smsbridge-existing, readOnly: true}
        {{- end }}
  volumes:
    {{- if include "smsbridge.isPostgres" . }}
    - name: data
      emptyDir: {sizeLimit: 1Gi}
    {{- end }}
    - name: tmp
      emptyDir: {sizeLimit: 256Mi}
    - name: settings
      configMap:
        name: {{ include "smsbridge.name" . }}
    {{- if .Values.secretSettings }}
    - name: secrets
      secret:
        secretName: {{ include "smsbridge.name" . }}
        defaultMode: 0440
    {{- end }}
    {{- if .Values.existingSecret.keys }}
    - name: existing-secrets
      secret:
        secretName: {{ required "existingSecret.keys are given, so existingSecret.name must be" .Values.existingSecret.name }}
        defaultMode: 0440
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
