using System.Globalization;

namespace SmsBridge.Faults.Ha;

/// <summary>How hard.</summary>
internal sealed record HaOptions
{
    public const string Usage = """
        High availability on real parts: three bridges behind HAProxy on a PostgreSQL with a synchronous standby, Patroni and etcd, all by the files of deploy/ha.
        Under load the primary is killed, comes back, the next primary freezes and wakes, and a bridge dies for good while another joins:

          dotnet run --project tests/SmsBridge.Faults -- --ha [options]

          --rate N          hooks a second (default 60)
          --calm S          seconds of quiet between two acts (default 8)
          --seed S          repeats the hooks of an earlier run (default: a new one)

        Exit code 0: nothing lost, doubled or wrong. 1: something was. 2: wrong usage.
        """;

    public int Rate { get; init; } = 60;

    public int Calm { get; init; } = 8;

    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    /// <returns>Null, and what is wrong, when they can not be read.</returns>
    public static (HaOptions? Options, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var options = new HaOptions();
        for (var index = 1; index < args.Count; index += 2)
        {
            if (index + 1 == args.Count || !int.TryParse(args[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return (null, $"{args[index]} needs a number.");
            }

            switch (args[index])
            {
                case "--rate" when value is > 0 and <= 2_000:
                    options = options with { Rate = value };
                    break;
                case "--calm" when value is > 0 and <= 600:
                    options = options with { Calm = value };
                    break;
                case "--seed":
                    options = options with { Seed = value };
                    break;
                default:
                    return (null, $"{args[index]} {value} is no option, or out of bounds.");
            }
        }

        return (options, null);
    }
}
