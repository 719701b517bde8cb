using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Resends;

/// <summary>Which notifications somebody wants sent again: those of a time, or those that were picked.</summary>
/// <param name="Reference">Of one subscription; null: of all that the partner has.</param>
/// <param name="State">Null: whatever became of them, also what was answered 2xx.</param>
/// <param name="Chosen">Their numbers; null: all of the time.</param>
internal sealed record ResendWish(
    string? Reference, NotificationState? State, string? Code, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<long>? Chosen = null)
{
    /// <summary>Most that are picked one by one.</summary>
    public const int MostChosen = 500;

    public NoticeFilter Filter => new(State, Code, From, To);

    /// <summary>What was picked is sent as it was picked: nothing of this narrows it, and on the audit it would say that it had.</summary>
    public bool IsNarrowed => Reference is not null || State is not null || Code is not null || From is not null || To is not null;
}

/// <summary>Notifications that a person has sent again together: what was asked for, and how far it is.</summary>
/// <param name="Id">Made with the dry run: started twice, it is one.</param>
/// <param name="Planned">So many were to be sent, by the dry run.</param>
/// <param name="Sent">Put into the queue.</param>
/// <param name="LeftOut">Something kept them from being posted.</param>
/// <param name="IsStopped">A person ended it.</param>
internal sealed record NoticeResend(
    Guid Id, long PartnerId, ResendWish Wish, DateTimeOffset RequestedAt, string RequestedBy, int Planned, int Sent, int LeftOut, DateTimeOffset? EndedAt, bool IsStopped)
{
    /// <summary>Where it goes on.</summary>
    internal ResendPlace Place { get; init; }

    internal long RowId { get; init; }
}

/// <summary>How far a resend is: all before it was looked at.</summary>
/// <param name="SubscriptionId">In the order of their numbers.</param>
internal readonly record struct ResendPlace(long SubscriptionId, long At, long NotificationId)
{
    /// <summary>Of a subscription, before its first notification.</summary>
    public static ResendPlace Of(long subscriptionId) => new(subscriptionId, long.MinValue, 0);
}

/// <summary>A row of <c>notice_resend</c>.</summary>
internal sealed record NoticeResendRow
{
    public const string Columns = """
        id AS RowId, public_id AS PublicId, partner_id AS PartnerId, reference AS Reference, from_at AS FromAt, to_at AS ToAt, state AS State, code AS Code, chosen AS Chosen,
        requested_at AS RequestedAt, requested_by AS RequestedBy, planned AS Planned, subscription_id AS SubscriptionId, after_at AS AfterAt, after_id AS AfterId,
        sent AS Sent, left_out AS LeftOut, ended_at AS EndedAt, stopped AS Stopped
        """;

    public long RowId { get; init; }

    public string PublicId { get; init; } = "";

    public long PartnerId { get; init; }

    public string? Reference { get; init; }

    public long? FromAt { get; init; }

    public long? ToAt { get; init; }

    public int? State { get; init; }

    public string? Code { get; init; }

    public string? Chosen { get; init; }

    public long RequestedAt { get; init; }

    public string RequestedBy { get; init; } = "";

    public int Planned { get; init; }

    public long SubscriptionId { get; init; }

    public long AfterAt { get; init; }

    public long AfterId { get; init; }

    public int Sent { get; init; }

    public int LeftOut { get; init; }

    public long? EndedAt { get; init; }

    public bool Stopped { get; init; }

    public NoticeResend Open() => new(
        Guid.ParseExact(PublicId, "N"), PartnerId,
        new ResendWish(Reference, (NotificationState?)State, Code, StoredTime.At(FromAt), StoredTime.At(ToAt), Chosen is null ? null : Numbers(Chosen)),
        StoredTime.At(RequestedAt), RequestedBy, Planned, Sent, LeftOut, StoredTime.At(EndedAt), Stopped)
    {
        Place = new ResendPlace(SubscriptionId, AfterAt, AfterId), RowId = RowId,
    };

    private static List<long> Numbers(string list) =>
        [.. list.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
}

/// <summary>A dry run.</summary>
internal sealed record ResendPlanned(NoticeResendPlan Plan) : Outcome.Done(Plan.Words);

/// <summary>It is on disk, and goes on whatever happens to this process.</summary>
internal sealed record ResendStarted(NoticeResend Resend, string Words) : Outcome.Done(Words);
