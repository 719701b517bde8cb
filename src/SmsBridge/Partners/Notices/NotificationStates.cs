namespace SmsBridge.Partners.Notices;

/// <summary>States of notifications by their names in addresses and answers.</summary>
internal static class NotificationStates
{
    public static IReadOnlyList<NotificationState> All { get; } =
        [NotificationState.Waiting, NotificationState.Delivered, NotificationState.GivenUp, NotificationState.Held];

    public static string Name(this NotificationState state) =>
        state switch
        {
            NotificationState.Waiting => "waiting",
            NotificationState.Delivered => "delivered",
            NotificationState.GivenUp => "given_up",
            _ => "held",
        };

    /// <summary>Null: no state has this name.</summary>
    public static NotificationState? Of(string? name) => All.Where(state => state.Name() == name).Select(state => (NotificationState?)state).FirstOrDefault();
}
