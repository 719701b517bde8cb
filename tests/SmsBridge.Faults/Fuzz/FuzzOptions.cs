using System.Globalization;

namespace SmsBridge.Faults.Fuzz;

/// <summary>How many requests, and which.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = """
        Throws random and mutated requests at every public endpoint of the real bridge: nothing may be a 5xx (but a registration asked to come back), nothing unhandled may be in the log,
        memory must stay flat, and a good hook afterwards must still become one SMS. Everything stays on this machine.

          dotnet run --project tests/SmsBridge.Faults -- --fuzz N [options]

          --fuzz N          requests (the long form: 1000000)
          --seed S          repeats the requests of an earlier run (default: a new one)
          --connections C   connections at once (default 24)

        Exit code 0: all well. 1: something was not. 2: wrong usage.
        """;

    public int Requests { get; init; }

    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    public int Connections { get; init; } = 24;

    /// <returns>Null, and what is wrong, when they can not be read.</returns>
    public static (FuzzOptions? Options, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var options = new FuzzOptions();
        for (var index = 0; index < args.Count; index += 2)
        {
            if (index + 1 == args.Count || !int.TryParse(args[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return (null, $"{args[index]} needs a number.");
            }

            switch (args[index])
            {
                case "--fuzz" when value is > 0 and <= 100_000_000:
                    options = options with { Requests = value };
                    break;
                case "--seed":
                    options = options with { Seed = value };
                    break;
                case "--connections" when value is > 0 and <= 512:
                    options = options with { Connections = value };
                    break;
                default:
                    return (null, $"{args[index]} {value} is no option, or out of bounds.");
            }
        }

        return (options, null);
    }
}
