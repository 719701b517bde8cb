using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>How long and how often to measure, and on which store.</summary>
internal sealed record BenchOptions(TimeSpan Length, int Rounds, bool OnPostgres)
{
    private static readonly BenchOptions Default = new(TimeSpan.FromSeconds(4), Rounds: 5, OnPostgres: false);

    /// <summary>
    /// Until the JIT has done with what is hot: a service that runs for weeks is not measured in its first seconds. Measured on two cores: 17,000 hooks/s
    /// after 8 s of load, 21,000 after 24 s, and no more after that; a bare endpoint has less to compile, so less will do.
    /// </summary>
    public TimeSpan WarmUp => Length * 6;

    /// <inheritdoc cref="WarmUp"/>
    public TimeSpan WarmUpOfLimit => Length * 2;

    /// <summary>How much longer than by default a run takes, about; what is filled and started takes its time however short the rounds.</summary>
    public double Scale => Math.Max(0.25, Length * Rounds / (Default.Length * Default.Rounds));

    public static bool TryParse(ReadOnlySpan<string> args, out BenchOptions options)
    {
        options = Default;
        for (var index = 0; index < args.Length; index += 2)
        {
            if (index + 1 < args.Length && args[index] == "--store" && args[index + 1] is "sqlite" or "postgres")
            {
                options = options with { OnPostgres = args[index + 1] == "postgres" };
                continue;
            }

            if (index + 1 >= args.Length || !int.TryParse(args[index + 1], CultureInfo.InvariantCulture, out var value) || value is < 1 or > 600)
            {
                return false;
            }

            switch (args[index])
            {
                case "--seconds":
                    options = options with { Length = TimeSpan.FromSeconds(value) };
                    break;
                case "--rounds":
                    options = options with { Rounds = value };
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
