using System.Globalization;

namespace SmsBridge.Partners.Notices;

/// <summary>
/// A subscription's notifications by filter, each look by the index that has the fewest others. A rare code or a rare state leads, between the numbers that
/// the time stands for; else the time does; else the numbers. Plus signs keep planners from the other indexes.
/// </summary>
internal sealed class NoticeListSql(NoticeFilter filter)
{
    /// <summary>A clock may have been set back: numbers are bounded a day wider than the time, which decides itself.</summary>
    private static readonly long Slack = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    private readonly string? _code = filter.Code is { } code ? NoticeFilter.Stored(code) : null;

    /// <summary>They come in the order of their time, not of their numbers; both are the same but for a clock that was set back.</summary>
    public bool ByTime => IsTimed && _code is null && !IsRareState;

    private bool IsTimed => filter.From is not null || filter.To is not null;

    private bool IsRareState => filter.State is NotificationState.GivenUp or NotificationState.Held;

    private bool IsWaiting => filter.State == NotificationState.Waiting && _code is null && !IsTimed;

    /// <summary>What waits is sorted: it is not much.</summary>
    private string Id => IsWaiting ? "+notification.id" : "notification.id";

    /// <summary>The conditions, without those of a page; for <see cref="Parameters"/>.</summary>
    public string Where => string.Join(" AND ", Conditions());

    /// <summary>Newest first, before the cursor.</summary>
    public string Page =>
        $"{Where} AND {(ByTime ? "(notification.created_at, notification.id) < (@CursorAt, @Cursor)" : $"{Id} < @Cursor")} ORDER BY {(ByTime ? "notification.created_at DESC, notification.id DESC" : $"{Id} DESC")} LIMIT @limit";

    /// <summary>Oldest first, after the cursor.</summary>
    public string Walk =>
        $"{Where} AND {(ByTime ? "(notification.created_at, notification.id) > (@CursorAt, @Cursor)" : $"{Id} > @Cursor")} ORDER BY {(ByTime ? "notification.created_at, notification.id" : Id)} LIMIT @limit";

    /// <param name="cursor">Number and time of the notification a page goes on from.</param>
    public object Parameters(long subscriptionId, int limit, (long Id, long At) cursor) => new
    {
        subscriptionId, limit, Code = _code, Cursor = cursor.Id, CursorAt = cursor.At, From, To,
        Earliest = From < long.MinValue + Slack ? From : From - Slack, Latest = To > long.MaxValue - Slack ? To : To + Slack,
    };

    private long From => filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue;

    private long To => filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    private IEnumerable<string> Conditions()
    {
        yield return "notification.subscription_id = @subscriptionId";
        if (_code is not null)
        {
            yield return "notification.code = @Code";
        }
        else if (filter.Code is not null)
        {
            yield return "notification.code IS NULL";
        }

        if (filter.State is { } state)
        {
            // In the text, or a planner could not tell that an index of the rare states serves.
            var leads = IsWaiting || (_code is null && (IsRareState || !IsTimed));
            yield return string.Create(CultureInfo.InvariantCulture, $"{(leads ? "" : "+")}notification.state = {(int)state}");
        }

        if (IsWaiting)
        {
            yield return "notification.due_at IS NOT NULL";
        }

        if (IsTimed)
        {
            var sign = ByTime ? "" : "+";
            yield return $"{sign}notification.created_at >= @From AND {sign}notification.created_at < @To";
        }

        if (IsTimed && !ByTime)
        {
            yield return """
                notification.id >= COALESCE((SELECT bound.id FROM notification AS bound WHERE bound.subscription_id = @subscriptionId AND bound.created_at >= @Earliest
                    ORDER BY bound.created_at, bound.id LIMIT 1), 9223372036854775807)
                AND notification.id <= COALESCE((SELECT bound.id FROM notification AS bound WHERE bound.subscription_id = @subscriptionId AND bound.created_at < @Latest
                    ORDER BY bound.created_at DESC, bound.id DESC LIMIT 1), 0)
                """;
        }
    }
}
