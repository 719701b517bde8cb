using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>How long and how often to measure.</summary>
internal sealed record BenchOptions(TimeSpan Length, int Rounds)
{
    /// <summary>Until the JIT has seen what is hot; both sides get it.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Math.Min(6, Length.TotalSeconds * 2));

    public static bool TryParse(ReadOnlySpan<string> args, out BenchOptions options)
    {
        options = new BenchOptions(TimeSpan.FromSeconds(4), Rounds: 5);
        for (var index = 0; index < args.Length; index += 2)
        {
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
