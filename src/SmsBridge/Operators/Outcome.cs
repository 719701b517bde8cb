namespace SmsBridge.Operators;

/// <summary>
/// What became of something somebody asked for. A verb says it once, in words for people; pages, API and command line put it into their form, and
/// look at the narrower kinds only where they say it otherwise.
/// </summary>
internal abstract record Outcome
{
    /// <param name="Words">In a sentence.</param>
    public record Done(string Words) : Outcome;

    /// <summary>Done, and this is shown only now.</summary>
    public record Secret(string Words, string Value) : Outcome
    {
        public sealed override string ToString() => Words;
    }

    /// <summary>Under way, as a message of its own.</summary>
    public sealed record Started(string Words, long EventId) : Outcome;

    /// <summary>The role does not include it.</summary>
    public sealed record NotAllowed : Outcome;

    /// <summary>There is no such thing, or not for this caller.</summary>
    public sealed record NotFound(string Words) : Outcome;

    /// <summary>It can not be done like this; nothing was changed.</summary>
    /// <param name="Field">What to mend; null: nothing that was typed.</param>
    public record Refused(string Words, string? Field = null) : Outcome;

    /// <summary>Refused, because it is so already.</summary>
    public sealed record Unchanged(string Words) : Refused(Words);

    /// <summary>Refused, because there is one of this name already.</summary>
    public sealed record Exists(string Words, string Name) : Refused(Words, Name);

    /// <summary>Refused before anybody was asked: a field can not be read, or is missing.</summary>
    public sealed record Invalid(string Words, string Name) : Refused(Words, Name);

    /// <summary>Refused for now: somebody who must be asked does not answer.</summary>
    public sealed record NotNow(string Words) : Refused(Words);

    /// <summary>Refused until the caller says that they know what ends by it.</summary>
    /// <param name="Ends">What would end, in a sentence.</param>
    public sealed record Asks(string Ends) : Refused($"Nothing was made yet. {Ends} Confirm that you know it.", "confirm");
}
