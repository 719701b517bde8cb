namespace SmsBridge.Partners.Notices;

/// <summary>Conditions on a row of <c>notification</c>, for all who put one back into the queue or take it out.</summary>
internal static class NoticeScope
{
    /// <summary>The transaction's tenant is still one of the partner's. By the core's name, as <c>partner_tenant</c> is. Always of an example.</summary>
    public const string MayBeTold = """
        (notification.occasion = 4 OR EXISTS (
            SELECT 1 FROM money_transaction
            JOIN tenant ON tenant.id = money_transaction.tenant_id
            JOIN subscription AS told ON told.id = notification.subscription_id
            JOIN partner_tenant ON partner_tenant.partner_id = told.partner_id AND partner_tenant.identifier = tenant.identifier
            WHERE money_transaction.event_id = notification.event_id))
        """;

    /// <summary>
    /// Nothing later has been said: that it is pending must not follow how it ended, nor that the SMS was not delivered that it was after all.
    /// </summary>
    public const string IsNotOutdated = """
        (notification.occasion NOT IN (1, 3) OR NOT EXISTS (
            SELECT 1 FROM notification AS later
            WHERE later.event_id = notification.event_id AND later.subscription_id = notification.subscription_id
                AND later.occasion = CASE notification.occasion WHEN 1 THEN 2 ELSE 5 END))
        """;

    /// <summary>What was settled before the client's data were erased has its numbers and amounts no more; what waits or is held was left whole.</summary>
    public const string IsNotErased = """
        (notification.state NOT IN (2, 3) OR NOT EXISTS (SELECT 1 FROM event WHERE event.id = notification.event_id AND event.erased_at IS NOT NULL))
        """;

    /// <summary>A column of <c>notification</c> with its <c>subscription</c> and <c>partner</c>: the <see cref="NoticeBar"/>.</summary>
    public const string Bar = $"""
        CASE WHEN subscription.deleted_at IS NOT NULL OR partner.deleted_at IS NOT NULL THEN 1
            WHEN NOT {MayBeTold} THEN 2 WHEN NOT {IsNotOutdated} THEN 3 WHEN subscription.disabled_at IS NOT NULL THEN 4
            WHEN notification.state = 1 THEN 5 WHEN NOT {IsNotErased} THEN 6 ELSE 0 END
        """;

    /// <summary>What <see cref="Bar"/> reads from.</summary>
    public const string WithOwners =
        "notification JOIN subscription ON subscription.id = notification.subscription_id JOIN partner ON partner.id = subscription.partner_id";
}

/// <summary>What keeps a notification from being posted again; of several the one that is hardest to mend.</summary>
internal enum NoticeBar
{
    None,

    /// <summary>Its subscription has ended.</summary>
    Ended,

    /// <summary>The partner is not told of the transaction's tenant any more.</summary>
    NotTold,

    /// <summary>More has been said of the transaction since.</summary>
    Outdated,

    /// <summary>Its subscription is disabled.</summary>
    Disabled,

    /// <summary>Its next try comes anyway.</summary>
    Waits,

    /// <summary>Its client's data were erased.</summary>
    Erased,
}

internal static class NoticeBars
{
    /// <summary>Why a notification can not be posted again, and what to do.</summary>
    public static string Words(this NoticeBar bar) =>
        bar switch
        {
            NoticeBar.Ended => "Its subscription has ended: the partner has to subscribe anew, and is then told what is new.",
            NoticeBar.NotTold => "The partner is not told of this transaction's tenant any more: give it the tenant back first, if it is to have it.",
            NoticeBar.Outdated => "More has been said of this transaction since: send the later notification again instead.",
            NoticeBar.Disabled => "Its subscription is disabled: enable it first.",
            NoticeBar.Waits => "Its next try comes anyway.",
            NoticeBar.Erased => "Its client's data were erased at the bridge: what is left of it is not what the partner was to be told.",
            _ => "",
        };
}
