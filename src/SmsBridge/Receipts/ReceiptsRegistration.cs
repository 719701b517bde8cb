using SmsBridge.Ledger;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

internal static class ReceiptsRegistration
{
    public static void AddReceipts(this IServiceCollection services)
    {
        services.AddOptions<ReceiptsOptions>()
            .BindConfiguration(ReceiptsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate<TimeProvider>(
                (receipts, time) => receipts.AddressesSince is not { } since || since <= time.GetUtcNow(),
                "Receipts:AddressesSince must be a time that is past, such as 2026-11-21T08:00:00Z, or new addresses would be refused too.")
            .ValidateOnStart();
        services.AddSingleton<NextRoutes>();
        services.AddSingleton<ReceiptIntake>();
        services.AddSingleton<IReceiptIntake>(provider => provider.GetRequiredService<ReceiptIntake>()); // for the relay
        services.AddSingleton<UnknownReportStore>();
        services.AddSingleton<UnknownReports>();
        services.AddSingleton<ReceiptPolling>();
        services.AddSingleton<LostFailovers>();
        services.AddSingleton<PricePolling>();
        services.AddSingleton<ForgedReceipts>();
        services.AddSingleton<OptOutIntake>();
        services.AddSingleton<OptOutVerbs>();
        services.AddSingleton<IOutlivesTenant, KeptOptOuts>();
    }
}
