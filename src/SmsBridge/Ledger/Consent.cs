namespace SmsBridge.Ledger;

/// <summary>What is asked of a recipient before a text of that class goes out. A STOP is another matter: it blocks all of them.</summary>
/// <param name="Class">As it is stored: <c>promotional</c>.</param>
/// <param name="OnlyWhoAgreed">False: also to who never said anything.</param>
internal sealed record ConsentNeed(string Class, bool OnlyWhoAgreed)
{
    /// <summary>Why it did not go out, for the timeline.</summary>
    public string Words => OnlyWhoAgreed
        ? $"Rule consent: texts of the class {Class} go only to who agreed to them (optIn), and no consent of this number holds."
        : $"Rule consent: texts of the class {Class} go to everybody who has not taken consent back (optOut), and for this number it was taken back.";

    /// <param name="given">What was said last; null: nothing.</param>
    public bool Allows(bool? given) => OnlyWhoAgreed ? given == true : given != false;
}

/// <summary>Which texts ask for consent.</summary>
internal interface IConsentRules
{
    /// <returns>Null: nothing is looked up for it.</returns>
    ConsentNeed? NeedOf(long tenantId, long typeId);
}

/// <summary>A client agreed, or took it back.</summary>
internal sealed record ConsentRow
{
    public long Id { get; init; }

    /// <summary>E.164.</summary>
    public string Number { get; init; } = "";

    public string Class { get; init; } = "";

    public long Given { get; init; }

    public long At { get; init; }

    /// <summary>One of <see cref="ConsentSources"/>.</summary>
    public string Source { get; init; } = "";

    /// <summary>Who recorded it.</summary>
    public string Actor { get; init; } = "";

    /// <summary>How the client said so.</summary>
    public string? Note { get; init; }

    public bool IsGiven => Given != 0;
}

/// <summary>Where a consent comes from. Stored; a name never changes its meaning.</summary>
internal static class ConsentSources
{
    public const string Person = "person";
    public const string Key = "key";
    public const string Import = "import";
}
