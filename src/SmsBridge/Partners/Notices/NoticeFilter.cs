using SmsBridge.Partners.Notices.Transactions;

namespace SmsBridge.Partners.Notices;

/// <summary>Which of a subscription's notifications.</summary>
/// <param name="Code">The status they tell; null: any.</param>
/// <param name="From">Made from then.</param>
/// <param name="To">Made before then.</param>
internal sealed record NoticeFilter(NotificationState? State = null, string? Code = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    public static NoticeFilter All { get; } = new();

    /// <summary>They come in the order of their time, not of their numbers.</summary>
    public bool IsByTime => new NoticeListSql(this).ByTime;

    /// <summary>What nearly all tell is not stored.</summary>
    public static string? Stored(string code) => code == TransactionCodes.Success.Code ? null : code;

    /// <summary>Whether a notification that was found by other means is one of them.</summary>
    /// <param name="code">As its body says it.</param>
    public bool Takes(NotificationRow row, string code) =>
        (State is null || State == row.State) && (Code is null || Code == code)
        && (From is not { } from || row.CreatedAt >= from.ToUnixTimeMilliseconds()) && (To is not { } to || row.CreatedAt < to.ToUnixTimeMilliseconds());
}
