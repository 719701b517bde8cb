namespace SmsBridge.Privacy.Retention;

/// <summary>What is kept for a time of its own. Stored by number.</summary>
internal enum RetentionKind
{
    Hooks = 1,
    Texts = 2,
    Notices = 3,
    Records = 4,
    Audit = 5,
    Parked = 6,
}

/// <summary>For how many days each kind is kept; 0: for ever. Pure.</summary>
internal sealed record RetentionPeriods(int Hooks, int Texts, int Notices, int Records, int Audit = 0, int Parked = 0)
{
    /// <summary>Twenty years.</summary>
    public const int Most = 7320;

    public static IReadOnlyList<RetentionKind> Kinds { get; } = Enum.GetValues<RetentionKind>();

    public bool IsForEver => Kinds.All(kind => Of(kind) == 0);

    public int Of(RetentionKind kind) => kind switch
    {
        RetentionKind.Hooks => Hooks,
        RetentionKind.Texts => Texts,
        RetentionKind.Notices => Notices,
        RetentionKind.Records => Records,
        RetentionKind.Audit => Audit,
        RetentionKind.Parked => Parked,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };

    /// <summary>Sooner it may still be needed: for a report on an SMS, for a resend, for the comparison with the core's audit trail, for events that a broker hands over again. What people did must be there to be asked about for a year.</summary>
    public static int Least(RetentionKind kind) => kind switch { RetentionKind.Hooks => 1, RetentionKind.Records => 31, RetentionKind.Audit => 365, _ => 7 };

    public static RetentionPeriods Of(RetentionOptions options) => new(options.Hooks.Days, options.Texts.Days, options.Notices.Days, options.Records.Days, options.Audit.Days, options.Parked.Days);

    /// <summary>What is wrong with them; null: nothing.</summary>
    /// <param name="name">How a kind is called where they were given.</param>
    public RetentionProblem? Problem(Func<RetentionKind, string> name)
    {
        var beyond = Kinds.FirstOrDefault(kind => Of(kind) != 0 && (Of(kind) < Least(kind) || Of(kind) > Most));
        if (beyond != default)
        {
            return new RetentionProblem(beyond, FormattableString.Invariant($"{name(beyond)} must be {Least(beyond)} to {Most} days, or 0: for ever."));
        }

        // What goes with another can not be kept for longer than that one.
        foreach (var (part, whole) in new[]
        {
            (RetentionKind.Hooks, RetentionKind.Texts), (RetentionKind.Hooks, RetentionKind.Records), (RetentionKind.Texts, RetentionKind.Records), (RetentionKind.Notices, RetentionKind.Records),
        })
        {
            if (Of(whole) > 0 && Of(part) > Of(whole))
            {
                return new RetentionProblem(part, FormattableString.Invariant($"{name(part)} ({Of(part)} days) must not be more than {name(whole)} ({Of(whole)} days), with which it goes."));
            }
        }

        return null;
    }
}

/// <param name="Kind">Which to mend.</param>
internal sealed record RetentionProblem(RetentionKind Kind, string Words);

/// <summary>What a tenant has of its own; null: as the settings have it.</summary>
internal sealed record RetentionRule
{
    public string Identifier { get; init; } = "";

    public int? Hooks { get; init; }

    public int? Texts { get; init; }

    public int? Notices { get; init; }

    public int? Records { get; init; }

    public int? Audit { get; init; }

    public int? Parked { get; init; }

    public int? Of(RetentionKind kind) => kind switch
    {
        RetentionKind.Hooks => Hooks, RetentionKind.Texts => Texts, RetentionKind.Notices => Notices, RetentionKind.Audit => Audit, RetentionKind.Parked => Parked, _ => Records,
    };

    public RetentionPeriods Over(RetentionPeriods settings) =>
        new(Hooks ?? settings.Hooks, Texts ?? settings.Texts, Notices ?? settings.Notices, Records ?? settings.Records, Audit ?? settings.Audit, Parked ?? settings.Parked);
}
