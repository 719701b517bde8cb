using SmsBridge.Store;

namespace SmsBridge.Ledger;

internal static class LedgerRegistration
{
    /// <summary>Events, messages, attempts and status changes: the one place that changes them.</summary>
    public static void AddLedger(this IServiceCollection services)
    {
        services.AddSingleton<EventNumbers>();
        services.AddSingleton<IAtOpening>(provider => provider.GetRequiredService<EventNumbers>());
        services.AddSingleton<IAtOpening, LeaseRelease>();
        services.AddSingleton<EventTypeCodes>();
        services.AddSingleton<IStartReader, EventTypeReader>();
        services.AddSingleton<SentReceipts>();
        services.AddSingleton<Disbursements>();
        services.AddSingleton<EventsOfKind>();
        services.AddSingleton<EventBodies>();
        services.AddSingleton<EventsByKey>();
        services.AddSingleton<EventWays>();
        services.AddSingleton<RecordFloor>();
        services.AddSingleton<EventInbox>();
        services.AddSingleton<CodeTextWatch>();
        services.AddSingleton<IAtOpening>(provider => provider.GetRequiredService<CodeTextWatch>());
        services.AddSingleton<CodeTexts>();
        services.AddSingleton<MessageOutbox>();
        services.AddSingleton<RouteHistories>();
        services.AddSingleton<DelayedResend>();
        services.AddSingleton<MessageTraces>();
        services.AddSingleton<MessageReceipts>();
        services.AddSingleton<ReportedMessages>();
        services.AddSingleton<ReceiptPolls>();
        services.AddSingleton<IFollowsClock>(provider => provider.GetRequiredService<ReceiptPolls>());
        services.AddSingleton<PriceWalks>();
        services.AddSingleton<SpendCounts>();
        services.AddSingleton<MessageResend>();
        services.AddSingleton<MessageCancel>();
        services.AddSingleton<QuietHolds>();
        services.AddSingleton<DigestParts>();
        services.AddSingleton<OptOuts>();
        services.AddSingleton<ConsentRecords>();
    }
}
