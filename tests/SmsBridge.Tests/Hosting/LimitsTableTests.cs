using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SmsBridge.Hosting.Connections;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Hosting;

/// <summary>docs/limits.md is what operators go by: every limit stands there, as it is.</summary>
public partial class LimitsTableTests
{
    /// <summary>Numbers, and times with such names, that limit nobody.</summary>
    private static readonly string[] NoLimits =
    [
        "Statistics:LowDisk", // a warning only
        "Campaigns:CodeProviderId", // a name that is a number
    ];

    private static readonly Assembly Product = typeof(ConnectionOptions).Assembly;

    [Fact]
    public void Every_setting_that_is_a_limit_stands_in_the_table_with_its_default()
    {
        var settings = Settings().Where(setting => IsLimit(setting.Property) && !NoLimits.Contains(setting.Name, StringComparer.Ordinal))
            .ToDictionary(setting => setting.Name, setting => setting.Default, StringComparer.Ordinal);

        settings.Count.ShouldBeGreaterThan(20);
        Rows().Where(row => row.Name.Contains(':', StringComparison.Ordinal)).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal)
            .ShouldBe(settings, ignoreOrder: true);
    }

    [Fact]
    public void Every_limit_of_the_code_that_the_table_names_has_the_value_it_says()
    {
        var rows = Rows().Where(row => row.Name.Contains('.', StringComparison.Ordinal)).ToList();

        rows.Count.ShouldBeGreaterThan(20);
        foreach (var (name, value) in rows)
        {
            Constant(name).ShouldBe(value, name);
        }
    }

    [Fact]
    public void Nothing_is_excused_that_is_not_there() => NoLimits.ShouldAllBe(excused => Settings().Any(setting => setting.Name == excused));

    private static bool IsLimit(PropertyInfo property) =>
        property.PropertyType == typeof(TimeSpan) ? LimitName().IsMatch(property.Name)
        : property.PropertyType == typeof(int) || property.PropertyType == typeof(long) || property.PropertyType == typeof(double);

    private static IEnumerable<(string Name, PropertyInfo Property, string Default)> Settings() =>
        from each in OptionsClasses.All
        let options = Activator.CreateInstance(each.Type)
        from property in each.Type.GetProperties()
        where property.CanWrite
        select ($"{each.Section}:{property.Name}", property, Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture) ?? "");

    /// <param name="name">Class and constant.</param>
    private static string? Constant(string name)
    {
        var parts = name.Split('.');
        var field = Product.GetTypes().Where(type => type.Name.Split('`')[0] == parts[0])
            .Select(type => type.GetField(parts[1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .FirstOrDefault(field => field is { IsLiteral: true });
        return Convert.ToString(field?.GetRawConstantValue(), CultureInfo.InvariantCulture);
    }

    /// <summary>What stands in code in the first cell of a row, and the first word of the second.</summary>
    private static List<(string Name, string Value)> Rows() =>
        [.. Row().Matches(DocumentFiles.Read("docs/limits.md"))
            .Select(match => (match.Groups["name"].Value, match.Groups["value"].Value))];

    [GeneratedRegex("^(Max|Most|Longest)|(Max|Most|Longest|Limit|Timeout|PerMinute)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LimitName();

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z0-9:.]+)` \| `?(?<value>[^ `|]+)`? \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Row();
}
