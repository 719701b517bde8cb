using System.Collections.Frozen;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.Infobip;

/// <summary>A status as Infobip writes it.</summary>
internal sealed record InfobipStatus(int GroupId, int Id, string Name, string Description)
{
    public const int Rejected = 5;
    public const int Duplicate = 23;

    private const int LongestName = 60;

    /// <summary>For the record: <c>REJECTED_SOURCE</c>.</summary>
    public string Word => Name.Length is > 0 and <= LongestName ? Name : FormattableString.Invariant($"{GroupId}/{Id}");
}

/// <summary>Infobip's statuses and what they mean for us; the only place that knows them (infobip.md 5, 6).</summary>
internal static class InfobipStatuses
{
    /// <summary>Of a message on its way, or at its end; null for what is not known, and for a refusal, which is no news of a message that was taken.</summary>
    public static MessageStatus? Meaning(InfobipStatus status) => (status.GroupId, status.Id) switch
    {
        (0 or 1, _) => MessageStatus.Sent,
        (3, 2) => MessageStatus.Sent, // to the operator; many networks say no more
        (3, _) => MessageStatus.Delivered,
        (4, 29) => MessageStatus.Sent, // no receipt came: nothing is known
        (2 or 4, _) => MessageStatus.Undelivered,
        (InfobipStatus.Rejected, InfobipStatus.Duplicate) => null, // of a repeat, not of the message
        (InfobipStatus.Rejected, _) => MessageStatus.Failed,
        _ => null,
    };

    /// <summary>What a refusal at the door means; an id that is not known is taken for this message's own fault, as the group says that it will not go out.</summary>
    public static SendResult Refusal(InfobipStatus status, string detail) => Refusals.GetValueOrDefault(status.Id) switch
    {
        { Retry: true } known => new SendResult.Retryable(known.Class, status.Word, known.Wait, detail) { IsOfMessage = known.IsOfMessage },
        { } known => new SendResult.Rejected(known.Class, status.Word, detail) { Scope = known.Scope },
        null => new SendResult.Rejected(FailureClass.Permanent, status.Word, detail),
    };

    /// <summary>The same, learned later: that a sender or an account is wrong.</summary>
    public static FailureClass? ClassOf(int id) => Refusals.GetValueOrDefault(id) is { IsOfMessage: false } known ? known.Class : null;

    /// <summary>The same: how long until one more SMS may help; null: it would not.</summary>
    public static TimeSpan? RetryAfter(int id) => Refusals.GetValueOrDefault(id) is { Retry: true } known ? known.Wait ?? TimeSpan.FromMinutes(1) : null;

    public static IReadOnlyDictionary<int, Known> All => Refusals;

    private static readonly FrozenDictionary<int, Known> Refusals = new Dictionary<int, Known>
    {
        [6] = new(FailureClass.Configuration),
        [8] = new(FailureClass.Permanent),
        [10] = new(FailureClass.OptedOut),
        [11] = new(FailureClass.Configuration, Scope: RejectionScope.Tenant),
        [12] = new(FailureClass.Credentials),
        [13] = new(FailureClass.Configuration, Scope: RejectionScope.Tenant),
        [14] = new(FailureClass.OptedOut),
        [17] = new(FailureClass.Credentials),
        [18] = new(FailureClass.Configuration),
        [19] = new(FailureClass.Configuration),
        [20] = new(FailureClass.Throttled, Retry: true, Wait: TimeSpan.FromHours(1), IsOfMessage: true), // too many like it to one number
        [21] = new(FailureClass.Transient, Retry: true),
        [24] = new(FailureClass.Permanent),
        [25] = new(FailureClass.Permanent),
        [51] = new(FailureClass.Permanent),
        [52] = new(FailureClass.Permanent),
        [87] = new(FailureClass.Configuration, Scope: RejectionScope.PerhapsTenant),
        [100] = new(FailureClass.Transient, Retry: true),
    }.ToFrozenDictionary();

    internal sealed record Known(FailureClass Class, bool Retry = false, TimeSpan? Wait = null, RejectionScope Scope = RejectionScope.Message, bool IsOfMessage = false);
}
