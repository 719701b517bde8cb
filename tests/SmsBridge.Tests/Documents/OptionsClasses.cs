namespace SmsBridge.Tests.Documents;

/// <summary>The product's options classes, each with the section of settings it is bound to.</summary>
internal static class OptionsClasses
{
    public static IReadOnlyList<(Type Type, string Section)> All { get; } =
    [
        .. typeof(Program).Assembly.GetTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(type => (Type: type, Section: type.GetField("Section")?.GetRawConstantValue() as string))
            .Where(each => each.Section is not null).Select(each => (each.Type, each.Section!)).OrderBy(each => each.Item2, StringComparer.Ordinal),
    ];
}
