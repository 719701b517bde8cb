using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Partners.Notices.Resends;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

internal static class NoticesRegistration
{
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddOptions<NoticeOptions>()
            .BindConfiguration(NoticeOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(NoticeOptions.IsAlarmUrl, "Notices:AlarmUrl must be an http(s) URL, or empty.")
            .ValidateOnStart();
        services.AddSingleton<ConfirmationBell>();
        services.AddSingleton<DeliveryBell>();
        services.AddSingleton<MoneyTransactions>();
        services.AddSingleton<IFollowsClock>(provider => provider.GetRequiredService<MoneyTransactions>());
        services.AddSingleton<IFollowsClock>(provider => provider.GetRequiredService<DeliveryWorker>());
        services.AddSingleton<RecordFollower>();
        services.AddSingleton<TransactionConfirmer>();
        services.AddSingleton<DeliveryOutbox>();
        services.AddSingleton<WebhookPoster>();
        services.AddSingleton(new DeliverySchedule(Random.Shared.NextDouble));
        services.AddSingleton<SubscriptionAlarms>();
        services.AddSingleton<PostTargets>();
        services.AddSingleton<SubscriptionRun>();
        services.AddSingleton<NoticeActions>();
        services.AddSingleton<NoticeQueries>();
        services.AddSingleton<NoticeResendStore>();
        services.AddSingleton<NoticeResendMoves>();
        services.AddSingleton<NoticeResendVerbs>();
        services.AddSingleton<NoticeSignatureCheck>();
        services.AddHttpClient(SubscriptionAlarms.Client).RemoveAllLoggers();
        AddWorker<NoticeWorker>(services);
        AddWorker<ConfirmationWorker>(services);
        AddWorker<DeliveryWorker>(services);
    }

    private static void AddWorker<TWorker>(IServiceCollection services)
        where TWorker : class, IHostedService
    {
        services.AddSingleton<TWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<TWorker>());
    }
}
