using System.Globalization;

namespace SmsBridge.Faults.Story;

/// <summary>How much, and with which newer build.</summary>
internal sealed record StoryOptions
{
    public const string Usage = """
        The life of an installation: on a file, by "storage copy" to PostgreSQL, with three nodes, rolled to a newer build under load, a node killed for good,
        and from a dump on another server; after each step every hook that was answered is looked for:

          dotnet run --project tests/SmsBridge.Faults -- --story [options]

          --hooks N         hooks of each chapter (default 400)
          --seed S          repeats the hooks of an earlier run (default: a new one)
          --newer FOLDER    of the newer build (tests/faults.sh makes it; default: the same build again)

        Exit code 0: every event accounted for. 1: not. 2: wrong usage.
        """;

    public int Hooks { get; init; } = 400;

    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    public string Newer { get; init; } = AppContext.BaseDirectory;

    /// <returns>Null, and what is wrong, when they can not be read.</returns>
    public static (StoryOptions? Options, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var options = new StoryOptions();
        for (var index = 1; index < args.Count; index += 2)
        {
            var given = args.ElementAtOrDefault(index + 1) ?? "";
            var isNumber = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
            switch (args[index])
            {
                case "--hooks" when isNumber && value is > 0 and <= 100_000:
                    options = options with { Hooks = value };
                    break;
                case "--seed" when isNumber:
                    options = options with { Seed = value };
                    break;
                case "--newer" when File.Exists(Path.Combine(given, "SmsBridge.dll")):
                    options = options with { Newer = given };
                    break;
                default:
                    return (null, $"{args[index]} {given} is no option, out of bounds, or no build.");
            }
        }

        return (options, null);
    }
}
