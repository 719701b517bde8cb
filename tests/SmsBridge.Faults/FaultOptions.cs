using System.Globalization;

namespace SmsBridge.Faults;

/// <summary>How hard and how long.</summary>
internal sealed record FaultOptions
{
    public const string Usage = """
        Kills the real bridge again and again under load, with core and Twilio failing in every way they know, and counts at the end:
        nothing lost, nothing doubled. Everything stays on this machine.

          dotnet run --project tests/SmsBridge.Faults -- [options]

          --cycles N        kills (default 20)
          --hooks N         hooks answered 2xx (default 5000)
          --seconds N       stop killing and posting after this long, whatever was reached (default: 60 s + 8 s per cycle and node, then it is a failure)
          --seed S          repeats the decisions of an earlier run (default: a new one)
          --connections C   connections that post hooks (default 16)
          --store S         sqlite or postgres (default sqlite): a PostgreSQL of its own, which is killed too
          --nodes N         bridges on one PostgreSQL, behind one address; each kill is of one of them (default 1)
          --providers P     1: Twilio alone, 3: Infobip and Vonage too, 4: also an SMSC (SMPP), with routes from one to the next (default 1)
          --ways 1|3        hooks alone, or also external events (Kafka, and RabbitMQ where it is installed), campaign texts and the audit trail:
                            the same acts by several of them, each told once (default 1); takes some minutes longer
          --partners 0|1    three partners are told too: one healthy, one slow, one dead (default 1)

        Exit code 0: all counts right. 1: something lost, doubled or wrong. 2: wrong usage. 3: not finished in time.
        """;

    public int Cycles { get; init; } = 20;

    public int Hooks { get; init; } = 5_000;

    /// <summary>Null: <see cref="Longest"/>.</summary>
    public int? Seconds { get; init; }

    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    public int Connections { get; init; } = 16;

    /// <summary>On a PostgreSQL, which is killed too.</summary>
    public bool OnPostgres { get; init; }

    public int Nodes { get; init; } = 1;

    /// <summary>Whether partners are told, and what they were told is checked.</summary>
    public bool Partners { get; init; } = true;

    /// <summary>1: Twilio alone.</summary>
    public int Providers { get; init; } = 1;

    /// <summary>1: hooks alone.</summary>
    public int Ways { get; init; } = 1;

    /// <summary>A consumer that was killed is missed only after seconds: kills that wait for events take as long.</summary>
    public TimeSpan Longest => TimeSpan.FromSeconds(Seconds ?? (60 + ((Ways > 1 ? 16 : 8) * Cycles * Nodes)));

    /// <returns>Null, and what is wrong, when they can not be read.</returns>
    public static (FaultOptions? Options, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var options = new FaultOptions();
        for (var index = 0; index < args.Count; index += 2)
        {
            if (args[index] == "--store" && args.ElementAtOrDefault(index + 1) is "sqlite" or "postgres")
            {
                options = options with { OnPostgres = args[index + 1] == "postgres" };
                continue;
            }

            if (index + 1 == args.Count || !int.TryParse(args[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return (null, $"{args[index]} needs a number.");
            }

            switch (args[index])
            {
                case "--cycles" when value <= 10_000:
                    options = options with { Cycles = value };
                    break;
                case "--hooks" when value is > 0 and <= 5_000_000:
                    options = options with { Hooks = value };
                    break;
                case "--seconds" when value is > 0 and <= 86_400:
                    options = options with { Seconds = value };
                    break;
                case "--seed":
                    options = options with { Seed = value };
                    break;
                case "--connections" when value is > 0 and <= 512:
                    options = options with { Connections = value };
                    break;
                case "--nodes" when value is > 0 and <= 8:
                    options = options with { Nodes = value };
                    break;
                case "--providers" when value is 1 or 3 or 4:
                    options = options with { Providers = value };
                    break;
                case "--ways" when value is 1 or 3:
                    options = options with { Ways = value };
                    break;
                case "--partners" when value <= 1:
                    options = options with { Partners = value == 1 };
                    break;
                default:
                    return (null, $"{args[index]} {value} is no option, or out of bounds.");
            }
        }

        return options.Nodes > 1 && !options.OnPostgres ? (null, "--nodes needs --store postgres: one file is one bridge's.") : (options, null);
    }
}
