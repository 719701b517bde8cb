using SmsBridge.Inbox;
using SmsBridge.Storage;

namespace SmsBridge.Outbox;

internal static class OutboxRegistration
{
    /// <summary>Both ends of the store: what came in, what goes out.</summary>
    public static void AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<EventTypeCodes>();
        services.AddSingleton<EventInbox>();
        services.AddSingleton<MessageOutbox>();
        services.AddSingleton<DelayedResend>();
        services.AddSingleton<MessageReceipts>();
        services.AddSingleton<ReceiptPolls>();
        services.AddSingleton<IFollowsClock>(provider => provider.GetRequiredService<ReceiptPolls>());
        services.AddSingleton<MessageResend>();
        services.AddSingleton<MessageCancel>();
        services.AddSingleton<OptOuts>();
    }
}
