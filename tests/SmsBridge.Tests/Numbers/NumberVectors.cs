using System.Text.Json;

namespace SmsBridge.Tests.Numbers;

/// <summary>The vectors of <c>Data/e164-vectors.json</c>, computed by an independent implementation (see NOTICE).</summary>
internal static class NumberVectors
{
    public static readonly IReadOnlyList<Vector> All = Load();

    /// <summary><c>FIXED_LINE_OR_MOBILE</c> becomes <c>FixedLineOrMobile</c>, our spelling.</summary>
    private static string? TypeName(string? type) =>
        type is null ? null : string.Concat(type.Split('_').Select(word => word[..1] + word[1..].ToLowerInvariant()));

    private static List<Vector> Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "e164-vectors.json"));
        using var document = JsonDocument.Parse(file);
        return document.RootElement.GetProperty("vectors").EnumerateArray()
            .Select(vector => new Vector(
                vector.GetProperty("id").GetString()!,
                vector.GetProperty("raw").GetString()!,
                vector.GetProperty("region").GetString(),
                vector.GetProperty("expected").GetString(),
                TypeName(vector.GetProperty("type").GetString())))
            .ToList();
    }

    internal sealed record Vector(string Id, string Raw, string? Region, string? Expected, string? Type);
}
