using System.Globalization;

namespace SmsBridge.Faults.Hostile;

/// <summary>How long, how often and how hard.</summary>
internal sealed record HostileOptions
{
    public const string Usage = """
        Attacks the real bridge with what costs it most, one attack after the other and then all at once, while honest cores post hooks and register.
        No honest hook may be lost or late, memory must stay flat, and the process must never end. Everything stays on this machine.

          dotnet run --project tests/SmsBridge.Faults -- --hostile [options]

          --seconds N       how long each attack goes on, in each round (default 10)
          --rounds N        how often all attacks are played (default 3)
          --files N         most files the bridge may have open, as by ulimit -n (default: what the system allows)
          --attack N        only this one of the attacks, as numbered in the output (default: all)
          --history N       hooks posted before the first attack, so that exports have something to tell (default 2000)

        Exit code 0: all well. 1: something was not. 2: wrong usage.
        """;

    public int Seconds { get; init; } = 10;

    public int Rounds { get; init; } = 3;

    public int? Files { get; init; }

    /// <summary>Null: all.</summary>
    public int? Attack { get; init; }

    public int History { get; init; } = 2_000;

    /// <summary>What is left of each attack's strength, of a hundred parts: the short form shares its machine with other tests.</summary>
    public int Strength { get; init; } = 100;

    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    public int Of(int full) => Math.Max(1, full * Strength / 100);

    /// <returns>Null, and what is wrong, when they can not be read.</returns>
    public static (HostileOptions? Options, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var options = new HostileOptions();
        for (var index = args is ["--hostile", ..] ? 1 : 0; index < args.Count; index += 2)
        {
            if (index + 1 == args.Count || !int.TryParse(args[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return (null, $"{args[index]} needs a number.");
            }

            switch (args[index])
            {
                case "--seconds" when value is > 0 and <= 3_600:
                    options = options with { Seconds = value };
                    break;
                case "--rounds" when value is > 0 and <= 1_000:
                    options = options with { Rounds = value };
                    break;
                case "--files" when value is >= 64 and <= 1_000_000:
                    options = options with { Files = value };
                    break;
                case "--attack" when value is > 0 and <= Attacks.Number:
                    options = options with { Attack = value };
                    break;
                case "--history" when value <= 1_000_000:
                    options = options with { History = value };
                    break;
                default:
                    return (null, $"{args[index]} {value} is no option, or out of bounds.");
            }
        }

        return (options, null);
    }
}
