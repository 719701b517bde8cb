using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using SmsBridge.Hosting;

namespace SmsBridge.Tests.Deploy;

/// <summary>The chart, by the real Helm; what it renders, read into Kubernetes' own types, which know every field and its type.</summary>
public sealed class HelmTests
{
    private const string Postgres = """storage.provider="PostgreSql" """;
    private const string Connection = """secretSettings={"Storage__ConnectionString":"Host=db;Password=hunter2"}""";

    private static readonly string[] Everything =
    [
        Postgres, Connection, "replicas=3", """settings={"Numbers":{"DefaultRegion":"KE"},"Bridge":{"TrustedProxies":["10.0.0.0/8"]}}""",
        """ingress={"enabled":true,"host":"sms.example.org","className":"nginx","tlsSecret":"tls"}""", """metrics={"enabled":true,"serviceMonitor":{"enabled":true,"labels":{"release":"prometheus"}}}""",
        """networkPolicy={"from":[{"namespaceSelector":{}}],"metricsFrom":[{"namespaceSelector":{}}],"egress":[{"ports":[{"port":8443}]}]}""",
        """existingSecret={"name":"mine","keys":["Core__Tenants__default__Password"]}""", """image={"pullSecrets":[{"name":"pull"}]}""", """podAnnotations={"a":"b"}""", """tolerations=[{"key":"k","operator":"Exists"}]""",
        """nodeSelector={"disk":"ssd"}""", """affinity={"nodeAffinity":{}}""", """podLabels={"team":"x"}""",
    ];

    public HelmTests() => Helm.Require();

    [Fact]
    public async Task It_is_linted_with_every_value_and_with_none()
    {
        (await Helm.RunAsync("lint", Helm.Chart, "--strict")).ExitCode.ShouldBe(0);
        var (exitCode, said, error) = await Helm.RunAsync(["lint", Helm.Chart, "--strict", .. Everything.SelectMany(value => new[] { "--set-json", value })]);
        exitCode.ShouldBe(0, said + error);
    }

    [Fact]
    public async Task On_a_file_there_is_one_pod_with_a_volume_and_nothing_that_could_make_two()
    {
        var all = Load(await Helm.RenderAsync());

        var set = all.OfType<V1StatefulSet>().ShouldHaveSingleItem();
        set.Spec.Replicas.ShouldBe(1);
        set.Spec.VolumeClaimTemplates.ShouldHaveSingleItem().Spec.AccessModes.ShouldBe(["ReadWriteOncePod"]);
        set.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted.ShouldBe("Retain");
        all.OfType<V1Deployment>().ShouldBeEmpty();
        all.OfType<V1PodDisruptionBudget>().ShouldBeEmpty(); // with one pod it would hold up every drain of its node
        ShouldFit(set.Spec.Selector, set.Spec.Template, all);
    }

    [Fact]
    public async Task On_postgresql_there_are_several_pods_that_are_not_all_taken_away_at_once()
    {
        var all = Load(await Helm.RenderAsync(Everything));

        var deployment = all.OfType<V1Deployment>().ShouldHaveSingleItem();
        deployment.Spec.Replicas.ShouldBe(3);
        all.OfType<V1StatefulSet>().ShouldBeEmpty();
        all.OfType<V1PodDisruptionBudget>().ShouldHaveSingleItem().Spec.Selector.MatchLabels.ShouldBe(deployment.Spec.Selector.MatchLabels, ignoreOrder: true);
        all.OfType<V1Ingress>().ShouldHaveSingleItem().Spec.Rules.ShouldHaveSingleItem().Http.Paths.ShouldHaveSingleItem().Path.ShouldBe("/");
        ShouldFit(deployment.Spec.Selector, deployment.Spec.Template, all);
    }

    [Fact]
    public async Task The_pod_is_no_root_writes_nowhere_else_and_is_asked_for_what_the_program_answers()
    {
        var pod = Load(await Helm.RenderAsync()).OfType<V1StatefulSet>().Single().Spec.Template.Spec;
        var container = pod.Containers.ShouldHaveSingleItem();

        (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type, pod.AutomountServiceAccountToken).ShouldBe((true, "RuntimeDefault", false));
        (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation).ShouldBe((true, false));
        container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
        (container.StartupProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path).ShouldBe(("/health/live", "/health/live", "/health/ready"));
        container.VolumeMounts.Select(mount => mount.MountPath).ShouldBe(["/var/lib/smsbridge", "/tmp", "/etc/smsbridge"]);
        pod.TerminationGracePeriodSeconds.GetValueOrDefault().ShouldBeGreaterThan((long)new SmsBridge.Relay.RelayOptions().DrainTimeout.TotalSeconds + 5 + 5); // its own margin, and the pause before
    }

    [Fact]
    public async Task Secrets_reach_the_program_as_files_and_are_nowhere_else()
    {
        var rendered = await Helm.RenderAsync(Everything);
        var pod = Load(rendered).OfType<V1Deployment>().Single().Spec.Template.Spec;
        var mounts = pod.Containers[0].VolumeMounts.ToDictionary(mount => mount.MountPath, mount => mount.Name, StringComparer.Ordinal);

        rendered.Split("hunter2").Length.ShouldBe(2); // once, in the Secret
        Load(rendered).OfType<V1Secret>().ShouldHaveSingleItem().StringData["Storage__ConnectionString"].ShouldBe("Host=db;Password=hunter2");
        foreach (var file in pod.Containers[0].Env.Where(variable => variable.Name.EndsWith("_FILE", StringComparison.Ordinal)))
        {
            pod.Volumes.Single(volume => volume.Name == mounts[Path.GetDirectoryName(file.Value)!]).Secret.ShouldNotBeNull();
            file.Value.ShouldEndWith("/" + file.Name[..^"_FILE".Length]);
        }

        pod.Containers[0].Env.Count(variable => variable.Name.EndsWith("_FILE", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Its_settings_are_ones_the_program_knows()
    {
        var all = Load(await Helm.RenderAsync(Postgres, Connection, """settings={"Numbers":{"DefaultRegion":"KE"}}"""));
        var variables = all.OfType<V1Deployment>().Single().Spec.Template.Spec.Containers[0].Env;
        var json = all.OfType<V1ConfigMap>().ShouldHaveSingleItem().Data["appsettings.json"];

        using var read = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        new ConfigurationBuilder().AddJsonStream(read).Build()["Numbers:DefaultRegion"].ShouldBe("KE");
        variables.Select(variable => variable.Name.Split("__")[0]).ShouldAllBe(section => KnownSettings.Ours.Contains(section, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("secretSettings.Storage__ConnectionString", "PostgreSql", null)] // fails: no connection string
    [InlineData("additional properties", null, "replica=3")]
    [InlineData("/storage/provider", "Oracle", null)]
    [InlineData("/ingress/host", null, """ingress={"enabled":true}""")]
    [InlineData("existingSecret.name", null, """existingSecret={"keys":["Core__Tenants__a__Token"]}""")]
    public async Task What_can_not_be_meant_is_refused_before_anything_is_installed(string words, string? provider, string? value)
    {
        var (exitCode, _, error) = await Helm.RunAsync(
        [
            "template", "bridge", Helm.Chart, .. provider is null ? Array.Empty<string>() : ["--set", $"storage.provider={provider}"], .. value is null ? Array.Empty<string>() : ["--set-json", value],
        ]);

        exitCode.ShouldNotBe(0);
        error.ShouldContain(words.Split('.')[0]);
    }

    private static void ShouldFit(V1LabelSelector selector, V1PodTemplateSpec template, IReadOnlyList<object> all)
    {
        selector.MatchLabels.Count.ShouldBe(2);
        selector.MatchLabels.ShouldAllBe(label => template.Metadata.Labels[label.Key] == label.Value);
        var ports = template.Spec.Containers[0].Ports.Select(port => port.Name).ToList();
        foreach (var service in all.OfType<V1Service>())
        {
            service.Spec.Selector.ShouldBe(selector.MatchLabels, ignoreOrder: true);
            service.Spec.Ports.ShouldAllBe(port => ports.Contains(port.TargetPort.Value));
        }

        var policy = all.OfType<V1NetworkPolicy>().ShouldHaveSingleItem();
        policy.Spec.PodSelector.MatchLabels.ShouldBe(selector.MatchLabels, ignoreOrder: true);
        policy.Spec.Ingress.SelectMany(rule => rule.Ports).ShouldAllBe(port => ports.Contains(port.Port.Value));
        policy.Spec.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
    }

    /// <summary>Unknown kinds, unknown fields and wrong types throw. A ServiceMonitor is no kind of Kubernetes' own, and is looked at by itself.</summary>
    private static List<object> Load(string manifests)
    {
        var documents = manifests.Split("\n---\n").ToLookup(document => document.Contains("kind: ServiceMonitor", StringComparison.Ordinal));
        foreach (var monitor in documents[true])
        {
            monitor.ShouldContain("port: metrics");
            monitor.ShouldContain("app.kubernetes.io/component: metrics");
        }

        return KubernetesYaml.LoadAllFromString(string.Join("\n---\n", documents[false]), strict: true);
    }
}
