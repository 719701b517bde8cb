using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Messages.Numbering;

/// <summary>The embedded file <c>numbering/e164-regions.json</c>; origin and licences are in <c>NOTICE</c>.</summary>
/// <param name="CallingCodes">Regions per calling code, the main one first; without the non-geographic codes.</param>
internal sealed record NumberingData(
    IReadOnlyDictionary<string, IReadOnlyList<string>> CallingCodes,
    IReadOnlyList<RegionData> Regions,
    IReadOnlyList<RegionData> NonGeographic)
{
    private const string Resource = "numbering/e164-regions.json";

    public static NumberingData Load()
    {
        using var stream = typeof(NumberingData).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the build.");
        return JsonSerializer.Deserialize(stream, NumberingJson.Default.NumberingData)
            ?? throw new InvalidOperationException($"The resource {Resource} is empty.");
    }
}

/// <summary>One region's numbering plan. All patterns are unanchored regular expressions over ASCII digits.</summary>
/// <param name="Region">ISO 3166-1 alpha-2; <c>001</c> for non-geographic codes.</param>
/// <param name="Idd">What is dialled there before an international number.</param>
/// <param name="NationalPrefixForParsing">What to take off a national number's start.</param>
/// <param name="NationalPrefixTransformRule">What to put instead, when that pattern's last group took part (<c>$1</c> style).</param>
internal sealed record RegionData(
    string Region,
    string CallingCode,
    string? Idd,
    string NationalNumberPattern,
    IReadOnlyList<int> PossibleLengths,
    string? NationalPrefixForParsing,
    string? NationalPrefixTransformRule,
    IReadOnlyDictionary<string, TypeData> Types);

internal sealed record TypeData(string Pattern, IReadOnlyList<int> Lengths);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NumberingData))]
internal sealed partial class NumberingJson : JsonSerializerContext;
