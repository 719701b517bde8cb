using SmsBridge.Ledger;

namespace SmsBridge.Receipts;

internal static class ReceiptsRegistration
{
    public static void AddReceipts(this IServiceCollection services)
    {
        services.AddOptions<ReceiptsOptions>()
            .BindConfiguration(ReceiptsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<NextRoutes>();
        services.AddSingleton<ReceiptIntake>();
        services.AddSingleton<IReceiptIntake>(provider => provider.GetRequiredService<ReceiptIntake>()); // for the relay
        services.AddSingleton<ReceiptPolling>();
        services.AddSingleton<ForgedReceipts>();
        services.AddSingleton<OptOutIntake>();
    }
}
