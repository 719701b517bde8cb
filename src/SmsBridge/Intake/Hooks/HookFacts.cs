using System.Diagnostics.CodeAnalysis;
using SmsBridge.Ledger;

namespace SmsBridge.Intake.Hooks;

/// <summary>What a hook's body says, whatever its dialect.</summary>
internal readonly record struct HookFacts
{
    public Dialect Dialect { get; init; }

    /// <summary>
    /// False when the core only tried: a body with a <c>status</c>, an envelope without a usable <c>response</c>, a flat body that names
    /// a command and nothing it made (fineract-hooks.md 5.3).
    /// </summary>
    public bool Succeeded { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    /// <summary>LOAN DISBURSE, newer cores: the transaction; the resource is the loan.</summary>
    public long? SubResourceId { get; init; }

    /// <summary>sms/send: the recipient as stored in the core.</summary>
    public string? MobileNo { get; init; }

    /// <summary>sms/send: the text, HTML as the core's template engine left it.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// A member that is not what it must be, in words. It matters only where an SMS hangs on the event: cores also send events nobody
    /// asked for, and those are nobody's to mend (fineract-hooks.md 5.1).
    /// </summary>
    public string? Problem { get; init; }
}

/// <summary>A body that was read, or what is wrong with it.</summary>
internal readonly record struct HookReading(HookFacts Facts, string? Problem)
{
    [MemberNotNullWhen(true, nameof(Problem))]
    public bool IsMalformed => Problem is not null;

    /// <summary>By what it looks like rather than by what it says it is: curl calls everything a form.</summary>
    public static HookReading Of(byte[] body, bool isForm) => isForm && !JsonHookReader.LooksLikeJson(body) ? FormHookReader.Read(body) : JsonHookReader.Read(body);

    /// <param name="facts">What could be read before it went wrong: it names whom the refusal is about.</param>
    public static HookReading Malformed(string problem, HookFacts facts = default) => new(facts, problem);

    public static implicit operator HookReading(HookFacts facts) => new(facts, Problem: null);
}

/// <summary>Ids of one level of a body, while it is being read.</summary>
internal struct HookIds
{
    public long? ResourceId;
    public long? ClientId;
    public long? LoanId;

    /// <summary>These two only where they can be read: no SMS hangs on them, so they are no reason to refuse.</summary>
    public long? SavingsId;
    public long? SubResourceId;

    /// <summary>Some id of something the command made or changed, readable or not.</summary>
    public bool Any;
}
