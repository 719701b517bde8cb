using SmsBridge.Console.Parts;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>Notifications and subscriptions for people and for the API.</summary>
internal static class DeliveryWords
{
    public static IReadOnlyList<NotificationState> States => NotificationStates.All;

    public static string NameOf(NotificationState state) => state.Name();

    /// <summary>Null: no state has this name.</summary>
    public static NotificationState? StateOf(string? name) => NotificationStates.Of(name);

    public static string NameOf(Occasion occasion) =>
        occasion switch
        {
            Occasion.Pending => "pending",
            Occasion.Final => "final",
            Occasion.SmsFinal => "sms_final",
            Occasion.SmsCorrection => "sms_correction",
            _ => "example",
        };

    /// <param name="state">As the API spells it.</param>
    public static StatusWord Of(string state) =>
        state switch
        {
            "waiting" => new("Waiting", "wait", "wait"),
            "delivered" => new("Delivered", "delivered", "good"),
            "given_up" => new("Given up", "stopped", "bad"),
            _ => new("Held", "off", "off"),
        };

    /// <param name="occasion">As the API spells it.</param>
    public static string OfOccasion(string occasion) =>
        occasion switch
        {
            "pending" => "not confirmed yet",
            "final" => "final status",
            "sms_final" => "what became of the SMS",
            "sms_correction" => "the SMS arrived after all",
            _ => "example",
        };

    public const string SwitchedOff = "This bridge posts nothing now: its next try comes when Notices:Enabled is on again.";

    /// <summary>Why nobody posts it any more, in a sentence; null: it was delivered, or waits.</summary>
    public static string? OfSettled(NotificationRow row, NoticeBar bar) =>
        row.State switch
        {
            NotificationState.GivenUp or NotificationState.Held when bar is NoticeBar.Ended or NoticeBar.NotTold or NoticeBar.Outdated or NoticeBar.Erased => bar.Words(),
            NotificationState.GivenUp when row.WasDelivered => "It was delivered before; sending it again failed. Send it again when the partner's receiver works, if the partner is to have it a second time.",
            NotificationState.GivenUp => row.Attempts == 0
                ? "It was given up when the partner was not told of its tenant; now it is again. Send it again, if the partner is to have it."
                : "All its tries failed. Send it again when the partner's receiver works.",
            NotificationState.Held => $"{(row.WasDelivered ? "It was delivered before; sent again, it" : "It")} was held while its subscription was disabled.{(bar == NoticeBar.Disabled ? " Enable the subscription first, then send it again." : " Send it again, if the partner is to have it.")}",
            _ => null,
        };

    /// <summary>Why a subscription is told nothing, in a sentence.</summary>
    public static string OfDisabled(string? reason) =>
        reason switch
        {
            DisabledReasons.Gone => "Its receiver answered that it is gone (410): the partner has to subscribe anew.",
            DisabledReasons.Failing => "It failed for days without one success.",
            DisabledReasons.ByOperator => "An operator disabled it.",
            _ => "It is told nothing.",
        };
}
