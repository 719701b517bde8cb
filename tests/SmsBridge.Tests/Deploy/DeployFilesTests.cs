using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using SmsBridge.Hosting;
using SmsBridge.Relay;
using SmsBridge.Tests.Documents;
using YamlDotNet.RepresentationModel;

namespace SmsBridge.Tests.Deploy;

/// <summary>What no engine here can run is held against the sources at least: containers, compose files, the unit.</summary>
public partial class DeployFilesTests
{
    private static readonly string Dockerfile = DocumentFiles.Read("Dockerfile");

    [Fact]
    public void What_the_image_is_built_from_is_there_and_is_let_through()
    {
        var wanted = CopiedFromHere().Matches(Dockerfile).SelectMany(match => match.Groups["sources"].Value.Trim().Split(' ')).Select(source => source.TrimEnd('/')).ToList();
        var allowed = DocumentFiles.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();

        wanted.Count.ShouldBeGreaterThan(6);
        wanted.ShouldAllBe(source => Path.Exists(Path.Combine(DocumentFiles.Root, source)));
        wanted.ShouldAllBe(source => allowed.Any(path => source == path || source.StartsWith(path + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_image_runs_as_nobody_in_particular_from_fixed_bases_and_says_whether_it_is_well()
    {
        Bases().Matches(Dockerfile).Select(match => match.Groups["image"].Value).ShouldAllBe(image => image.Contains(":10.0-", StringComparison.Ordinal));
        Dockerfile.ShouldContain("\nUSER $APP_UID\n");
        Dockerfile.IndexOf("\nUSER", StringComparison.Ordinal).ShouldBeLessThan(Dockerfile.IndexOf("\nENTRYPOINT", StringComparison.Ordinal));
        Dockerfile.ShouldContain("HEALTHCHECK");
        Dockerfile.ShouldContain("\"/app/SmsBridge.dll\", \"health\"");
        Dockerfile.ShouldContain("org.opencontainers.image.version");
    }

    [Theory]
    [InlineData("deploy/compose/compose.yaml")]
    [InlineData("deploy/compose/postgres.yaml")]
    public void Compose_names_settings_secrets_and_volumes_that_are_there(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(DocumentFiles.Read(path)));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        foreach (var (name, service) in Children(root, "services"))
        {
            Children(service, "environment").Select(variable => variable.Key).Where(key => key.Contains("__", StringComparison.Ordinal))
                .ShouldAllBe(key => KnownSettings.Ours.Contains(key.Split("__")[0], StringComparer.Ordinal));
            List(service, "secrets").ShouldAllBe(secret => Children(root, "secrets").ContainsKey(secret));
            List(service, "volumes").Select(volume => volume.Split(':')[0]).Where(volume => !volume.StartsWith('.')).ShouldAllBe(volume => Children(root, "volumes").ContainsKey(volume));
            service.Children.ContainsKey("restart").ShouldBe(name != "smsbridge" || path.EndsWith("compose.yaml", StringComparison.Ordinal));
        }
    }

    /// <summary>What the package sets is read where the program reads it, and is nothing that the shipped file says too.</summary>
    [Fact]
    public void The_packages_settings_are_ones_the_program_knows_and_differ_from_the_shipped()
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(DocumentFiles.Root, "appsettings.json")).Build();
        var own = new ConfigurationBuilder().AddJsonFile(Path.Combine(DocumentFiles.Root, "deploy/deb/appsettings.json")).Build().AsEnumerable().Where(setting => setting.Value is not null).ToList();

        own.Count.ShouldBe(2);
        own.ShouldAllBe(setting => shipped[setting.Key] != null && shipped[setting.Key] != setting.Value);
        shipped["Serilog:WriteTo:1:Name"].ShouldBe("File"); // the one whose path it changes
    }

    [Fact]
    public void The_unit_gives_a_stop_more_time_than_it_may_take_and_starts_it_again_but_for_a_wrong_setting()
    {
        var unit = DocumentFiles.Read("deploy/systemd/smsbridge.service").Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .ToLookup(line => line.Split('=')[0], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);

        TimeSpan.FromSeconds(int.Parse(unit["TimeoutStopSec"].Single(), System.Globalization.CultureInfo.InvariantCulture)).ShouldBeGreaterThan(new RelayOptions().DrainTimeout + TimeSpan.FromSeconds(5));
        (unit["Type"].Single(), unit["Restart"].Single(), unit["RestartPreventExitStatus"].Single()).ShouldBe(("notify", "always", "78"));
        unit["WatchdogSec"].ShouldNotBeEmpty();
        unit["ExecStart"].ShouldBe(["/usr/lib/smsbridge/SmsBridge"]);
    }

    [Fact]
    public void The_charts_schema_is_json_and_names_every_value()
    {
        using var schema = JsonDocument.Parse(DocumentFiles.Read("deploy/helm/values.schema.json"));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(DocumentFiles.Read("deploy/helm/values.yaml")));

        ((YamlMappingNode)yaml.Documents[0].RootNode).Children.Keys.Select(key => key.ToString())
            .ShouldBe(schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name).Where(name => name != "global"), ignoreOrder: true);
    }

    private static Dictionary<string, YamlMappingNode> Children(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var child) && child is YamlMappingNode map
            ? map.Children.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value as YamlMappingNode ?? new YamlMappingNode(), StringComparer.Ordinal) : [];

    private static IEnumerable<string> List(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var child) && child is YamlSequenceNode list ? list.Select(item => item.ToString()) : [];

    [GeneratedRegex(@"^COPY (?!--from)(?<sources>[^\n]+) \S+$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CopiedFromHere();

    [GeneratedRegex(@"^FROM (?:--\S+ )*(?<image>\S+)", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bases();
}
