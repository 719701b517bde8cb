namespace SmsBridge.Console.Actions;

/// <summary>What became of something an operator asked for.</summary>
internal abstract record ActionOutcome
{
    private ActionOutcome()
    {
    }

    /// <param name="Words">For the operator, in a sentence.</param>
    public sealed record Done(string Words) : ActionOutcome;

    /// <summary>Done, and this is shown only now.</summary>
    public sealed record Secret(string Words, string Value) : ActionOutcome
    {
        public override string ToString() => Words;
    }

    /// <summary>Under way, as a message of its own.</summary>
    public sealed record Started(string Words, long EventId) : ActionOutcome;

    /// <summary>The operator's role does not include it.</summary>
    public sealed record NotAllowed : ActionOutcome;

    /// <summary>There is no such thing, or not for this operator.</summary>
    public sealed record NotFound(string Words) : ActionOutcome;

    /// <summary>It can not be done like this.</summary>
    /// <param name="Field">What to mend; null: nothing the operator typed.</param>
    public sealed record Refused(string Words, string? Field = null) : ActionOutcome;
}
