namespace SmsBridge.Operators.Sessions;

/// <summary>What a browser calls itself, in words that its owner knows: "Firefox on Linux". It is the browser's own word and proves nothing. Pure.</summary>
internal static class BrowserName
{
    /// <summary>In this order: most say that they are others too.</summary>
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrom", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    /// <summary>Null: it says nothing that is known.</summary>
    public static string? Of(string? userAgent) =>
        (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
        {
            (null, null) => null,
            (null, var system) => $"a program on {system}",
            (var browser, null) => browser,
            var (browser, system) => $"{browser} on {system}",
        };

    private static string? Find((string Sign, string Name)[] known, string? text) =>
        text is null ? null : Array.Find(known, one => text.Contains(one.Sign, StringComparison.Ordinal)).Name;
}
