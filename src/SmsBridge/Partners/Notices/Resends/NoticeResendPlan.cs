using System.Globalization;

namespace SmsBridge.Partners.Notices.Resends;

/// <summary>What a resend would do. Making one changes nothing.</summary>
/// <param name="Wish">With the time it stands for.</param>
/// <param name="Sent">How many would be sent again, by the state they are in.</param>
/// <param name="Left">How many would not, by what keeps them.</param>
/// <param name="IsTooMany">More than one resend takes: none of them would be sent.</param>
internal sealed record NoticeResendPlan(
    ResendWish Wish, IReadOnlyList<(NotificationState State, int Count)> Sent, IReadOnlyList<(NoticeBar Bar, int Count)> Left, bool IsTooMany)
{
    /// <summary>Most notifications that one resend looks at.</summary>
    public const int Most = 100_000;

    public int Count => IsTooMany ? 0 : Sent.Sum(state => state.Count);

    /// <summary>What has to be typed to start it: who types it has read how many.</summary>
    public string Confirmation => string.Create(CultureInfo.InvariantCulture, $"resend {Count}");

    public string Words =>
        IsTooMany ? string.Create(CultureInfo.InvariantCulture, $"More than {Most:N0} notifications are of this time, and one resend takes no more: choose a shorter time.")
        : Count == 0 ? "None of them would be sent again."
        : string.Create(CultureInfo.InvariantCulture, $"{Count} {(Count == 1 ? "notification" : "notifications")} would be sent again.");
}
