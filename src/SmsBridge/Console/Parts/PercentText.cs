using System.Globalization;

namespace SmsBridge.Console.Parts;

/// <summary>A share for people. Never rounded up: all but one is not "100 %".</summary>
internal static class PercentText
{
    public static string Of(double? share) => share is not { } known ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(known * 1000) / 10:0.#} %");
}
