namespace SmsBridge.Partners.Notices.Resends;

/// <summary>The dry run of a resend: what it would do. Nothing was changed.</summary>
/// <param name="Id">To start it under: sent twice, it is started once.</param>
/// <param name="To">Until then: now, when no end was asked for.</param>
/// <param name="Count">How many would be sent again.</param>
/// <param name="States">The same by the state they are in.</param>
/// <param name="LeftOut">How many would not, and why.</param>
/// <param name="TooMany">More than one resend takes; none would be sent.</param>
/// <param name="Confirm">What starting it asks for.</param>
internal sealed record NoticeResendPlanView(
    Guid Id, DateTimeOffset? From, DateTimeOffset? To, int Count, IReadOnlyList<NoticeStateCount> States, IReadOnlyList<NoticeLeftCount> LeftOut, bool TooMany, string Confirm, string Words)
{
    public static NoticeResendPlanView Of(NoticeResendPlan plan, Guid id) => new(
        id, plan.Wish.From, plan.Wish.To, plan.Count, [.. plan.Sent.Select(each => new NoticeStateCount(each.State.Name(), each.Count))],
        [.. plan.Left.Select(each => new NoticeLeftCount(each.Bar.Words(), each.Count))], plan.IsTooMany, plan.Confirmation, plan.Words);
}

/// <param name="State"><c>delivered</c>, <c>given_up</c> or <c>held</c>.</param>
internal sealed record NoticeStateCount(string State, int Count);

internal sealed record NoticeLeftCount(string Why, int Count);

/// <summary>Notifications that are sent again together, and how far that is.</summary>
/// <param name="Reference">Of one subscription; null: of all.</param>
/// <param name="Picked">How many were picked; null: all of the time.</param>
/// <param name="Planned">So many were to be sent, by the dry run.</param>
/// <param name="Sent">Put into the queue.</param>
/// <param name="LeftOut">Something kept them from being sent.</param>
/// <param name="Stopped">A person ended it.</param>
internal sealed record NoticeResendView(
    Guid Id, string? Reference, string? State, string? Code, DateTimeOffset? From, DateTimeOffset? To, int? Picked, DateTimeOffset RequestedAt, string RequestedBy,
    int Planned, int Sent, int LeftOut, DateTimeOffset? EndedAt, bool Stopped)
{
    public static NoticeResendView Of(NoticeResend resend) => new(
        resend.Id, resend.Wish.Reference, resend.Wish.State?.Name(), resend.Wish.Code, resend.Wish.From, resend.Wish.To, resend.Wish.Chosen?.Count, resend.RequestedAt,
        resend.RequestedBy, resend.Planned, resend.Sent, resend.LeftOut, resend.EndedAt, resend.IsStopped);
}

/// <summary>Newest first.</summary>
internal sealed record NoticeResendListView(IReadOnlyList<NoticeResendView> Resends);
