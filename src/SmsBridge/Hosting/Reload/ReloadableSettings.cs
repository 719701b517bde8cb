using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using SmsBridge.Web;

namespace SmsBridge.Hosting.Reload;

/// <summary>Which settings a running service takes over: the levels of the log, and what is marked with <see cref="AppliedOnReloadAttribute"/>.</summary>
internal static class ReloadableSettings
{
    private const string Levels = "Serilog:MinimumLevel";

    private static readonly Lazy<Dictionary<string, (Type Options, PropertyInfo Property)>> Marked = new(() =>
        (from type in typeof(ReloadableSettings).Assembly.GetTypes()
         let section = type.GetField("Section")?.GetRawConstantValue() as string
         where section is not null
         from property in type.GetProperties()
         where property.IsDefined(typeof(AppliedOnReloadAttribute))
         select ($"{section}:{property.Name}", type, property)).ToDictionary(each => each.Item1, each => (each.type, each.property), StringComparer.OrdinalIgnoreCase));

    public static IReadOnlyCollection<string> MarkedNames => Marked.Value.Keys;

    public static bool IsMarked(string name) => Marked.Value.ContainsKey(name);

    /// <summary>A level that was there at the start: the log follows it. One that is added or taken away is not followed.</summary>
    public static bool IsLevel(string name) =>
        name.Equals(Levels, StringComparison.OrdinalIgnoreCase) || name.Equals(Levels + ":Default", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(Levels + ":Override:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets it in the running service's options to what it is in the other's.</summary>
    /// <returns>The new value in words; null: it is none of these settings, or is as it was.</returns>
    public static string? Apply(string name, IServiceProvider running, IServiceProvider read)
    {
        if (!Marked.Value.TryGetValue(name, out var marked))
        {
            return null;
        }

        var (present, next) = (OptionsIn(running, marked.Options), OptionsIn(read, marked.Options));
        var value = marked.Property.GetValue(next);
        if (Equals(marked.Property.GetValue(present), value))
        {
            return null;
        }

        marked.Property.SetValue(present, value);
        return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    private static object OptionsIn(IServiceProvider services, Type type) => ((IOptions<object>)services.GetRequiredService(typeof(IOptions<>).MakeGenericType(type))).Value;
}
