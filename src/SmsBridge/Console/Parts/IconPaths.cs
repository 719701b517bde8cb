using System.Collections.Frozen;

namespace SmsBridge.Console.Parts;

/// <summary>The console's icons, drawn as strokes on a field of 24 by 24. Always beside a word, so they say nothing to screen readers.</summary>
internal static class IconPaths
{
    private static readonly FrozenDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["mark"] = "M4 6h16v10H11l-5 4v-4H4zM8 11h.01M12 11h.01M16 11h.01",
        ["menu"] = "M4 7h16M4 12h16M4 17h16",
        ["overview"] = "M4 13h6V4H4zM14 20h6v-9h-6zM14 8h6V4h-6zM4 20h6v-4H4z",
        ["messages"] = "M4 5h16v11H9l-5 4zM8 9h8M8 12h5",
        ["events"] = "M4 12h4l3-7 3 14 3-7h3",
        ["tenants"] = "M4 20V9l8-5 8 5v11M9 20v-6h6v6",
        ["partners"] = "M9 12h6M10 7H7a5 5 0 0 0 0 10h3M14 7h3a5 5 0 0 1 0 10h-3",
        ["audit"] = "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3",
        ["operators"] = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.7-3.6 3.4-5.5 7-5.5s6.3 1.9 7 5.5",
        ["theme"] = "M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z",
        ["keys"] = "M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8",
        ["leave"] = "M14 4h5v16h-5M15 12H4M8 8l-4 4 4 4",
        ["search"] = "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
        ["left"] = "M14 6l-6 6 6 6",
        ["right"] = "M10 6l6 6-6 6",
        ["up"] = "M6 14l6-6 6 6",
        ["down"] = "M6 10l6 6 6-6",
        ["empty"] = "M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5",
        ["wait"] = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4l3 2",
        ["doubt"] = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM10 10a2 2 0 1 1 2.5 2c-.4.2-.5.5-.5 1M12 16h.01",
        ["sending"] = "M4 12l16-7-5 15-3-6z",
        ["sent"] = "M5 12l5 5 9-10",
        ["delivered"] = "M2 13l4 4 8-10M10 16l1 1 9-10",
        ["failed"] = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM9 9l6 6M15 9l-6 6",
        ["stopped"] = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM7 17L17 7",
        ["repeat"] = "M5 9h11l-3-3M19 15H8l3 3",
        ["ignored"] = "M6 12h12",
        ["refused"] = "M8 4h8l4 4v8l-4 4H8l-4-4V8zM8 12h8",
        ["off"] = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z",
        ["warning"] = "M12 4l9 16H3zM12 10v4M12 17h.01",
        ["info"] = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 11v5M12 8h.01",
        ["resend"] = "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5",
        ["cancel"] = "M6 6l12 12M18 6L6 18",
        ["link"] = "M10 14l4-4M9 11l-2 2a3.5 3.5 0 0 0 5 5l2-2M15 13l2-2a3.5 3.5 0 0 0-5-5l-2 2",
        ["eye"] = "M2 12s4-6 10-6 10 6 10 6-4 6-10 6-10-6-10-6zM12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
        ["download"] = "M12 4v11M8 11l4 4 4-4M5 20h14",
        ["live"] = "M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2zM8 8a5.5 5.5 0 0 0 0 8M16 8a5.5 5.5 0 0 1 0 8M5 5a10 10 0 0 0 0 14M19 5a10 10 0 0 1 0 14",
        ["note"] = "M5 4h14v11l-5 5H5zM14 20v-5h5M8 9h8M8 12h4",
        ["hook"] = "M4 12h12M12 8l4 4-4 4M20 5v14",
        ["core"] = "M5 7c0-2 14-2 14 0v10c0 2-14 2-14 0zM5 7c0 2 14 2 14 0M5 12c0 2 14 2 14 0",
        ["phone"] = "M8 3h8v18H8zM11 18h2",
        ["text"] = "M5 6h14M12 6v13",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A dot for a name there is no icon of.</summary>
    public static string Of(string name) => All.GetValueOrDefault(name, "M12 12h.01");
}
