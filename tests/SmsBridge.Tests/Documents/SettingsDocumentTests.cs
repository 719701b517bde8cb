using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SmsBridge.Alarms;
using SmsBridge.Core;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Intake.Events;
using SmsBridge.Prices;
using SmsBridge.Web;

namespace SmsBridge.Tests.Documents;

/// <summary>
/// docs/settings.md is made from the options classes: name, default and bounds from the code, what it does from the property's summary, what is
/// allowed beyond a range from its value tag. A setting that says nothing of itself fails here.
/// </summary>
public partial class SettingsDocumentTests
{
    private static readonly Assembly Product = typeof(Program).Assembly;

    private static readonly Dictionary<string, XElement> Words = XDocument.Load(Path.ChangeExtension(Product.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    [Fact]
    public void It_has_all_settings_with_their_defaults_and_bounds()
    {
        var table = new StringBuilder("| Setting | Default | What it does | Allowed |\n|---|---|---|---|\n");
        foreach (var (type, section) in Sections().Where(each => Settings(each.Type).Any()))
        {
            table.Append($"| **`{section}`** | | | |\n");
            foreach (var property in Settings(type))
            {
                table.Append(Row(property, section, type));
            }
        }

        DocumentFiles.ShouldHoldGenerated("docs/settings.md", "settings", table.ToString());
    }

    private static IEnumerable<(Type Type, string Section)> Sections() =>
        OptionsClasses.All.Append((typeof(CoreTenantOptions), "Core:Tenants:<tenant>")).Append((typeof(HttpProviderOptions), "Http:Providers:<name>"))
            .Append((typeof(HttpAnswerOptions), "Http:Providers:<name>:Answers:<number>"))
            .Append((typeof(PartPriceOptions), "Prices:PerPart:<number>"))
            .Append((typeof(BrokerOptions), "ExternalEvents:Brokers:<name>"))
            .Append((typeof(SmppProviderOptions), "Smpp:Providers:<name>")).Append((typeof(AlarmMailOptions), "Alarms:Mail")).Append((typeof(AlarmReceiverOptions), "Alarms:Receivers:<name>")).OrderBy(each => each.Item2, StringComparer.Ordinal);

    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetSetMethod() is not null && !IsPart(property));

    private static bool IsPart(PropertyInfo property) =>
        Parts.Contains(property.Name, StringComparer.Ordinal) || (property.Name == "Tenants" && typeof(IDictionary).IsAssignableFrom(property.PropertyType));

    /// <summary>Settings that have a table of their own.</summary>
    private static readonly string[] Parts = ["Providers", "Answers", "Brokers", "Receivers", "Mail", "OpenIdConnect", "PerPart", "S3"];

    private static string Row(PropertyInfo property, string section, Type type)
    {
        var member = Words.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");
        var says = Text(member?.Element("summary"));
        says.ShouldNotBeEmpty($"{section}:{property.Name} does not say what it does: give it a summary");
        var name = typeof(IDictionary).IsAssignableFrom(property.PropertyType) ? $"{section}:{property.Name}:<{(type == typeof(HttpProviderOptions) || type == typeof(BrokerOptions) ? "name" : type == typeof(SmppProviderOptions) ? "status" : "event")}>" : $"{section}:{property.Name}";
        says += property.IsDefined(typeof(AppliedOnReloadAttribute)) ? " Taken over by a [reload](#without-a-restart)." : "";
        return $"| `{name}` | {Default(property, type)} | {says} | {Allowed(property, member)} |\n";
    }

    private static string Default(PropertyInfo property, Type type) =>
        property.GetValue(Activator.CreateInstance(type, nonPublic: true)) switch
        {
            null or "" => "empty",
            bool value => value ? "`true`" : "`false`",
            TimeSpan value => $"`{value.ToString("c", CultureInfo.InvariantCulture)}`",
            Enum value => $"`{value}`",
            string value => $"`{value}`",
            IDictionary values => string.Join(", ", values.Keys.Cast<object>().Select(key => $"{key}: `{Plain(values[key])}`")) is { Length: > 0 } all ? all : "none",
            IEnumerable values => string.Join(", ", values.Cast<object>().Select(value => $"`{value}`")) is { Length: > 0 } all ? all : "none",
            IFormattable value => $"`{value.ToString(null, CultureInfo.InvariantCulture)}`",
            var value => $"`{value}`",
        };

    private static string Plain(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Allowed(PropertyInfo property, XElement? member) =>
        Text(member?.Element("value")) is { Length: > 0 } said ? said
        : property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{Plain(range.Minimum)} to {Plain(range.Maximum)}"
        : property.PropertyType.IsEnum ? string.Join(", ", Enum.GetNames(property.PropertyType).Select(value => $"`{value}`"))
        : property.GetCustomAttribute<StringLengthAttribute>() is { } length ? $"{length.MinimumLength} to {length.MaximumLength} characters"
        : "";

    /// <summary>A documentation comment as a cell of a table.</summary>
    private static string Text(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText words => words.Value,
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement see when see.Attribute("cref") is { } cref => $"`{Reference(cref.Value)}`",
                XElement see when see.Attribute("href") is { } href => $"[{see.Value}]({href.Value})",
                XElement other => other.Value,
                _ => "",
            });
        }

        return Citation().Replace(Blanks().Replace(text.ToString(), " "), "").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>A setting by its whole name, anything else by its own.</summary>
    private static string Reference(string cref)
    {
        var name = cref[(cref.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var (owner, last) = (name[..Math.Max(0, name.LastIndexOf('.'))], name[(name.LastIndexOf('.') + 1)..]);
        return Sections().Where(each => each.Type.FullName == owner).Select(each => $"{each.Section}:{last}").FirstOrDefault(last);
    }

    /// <summary>Where a comment says which facts of docs/reference it rests on: for engineers.</summary>
    [GeneratedRegex(@" \([a-z0-9-]+\.md[^)]*\)", RegexOptions.None, 5_000)]
    private static partial Regex Citation();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5_000)]
    private static partial Regex Blanks();
}
