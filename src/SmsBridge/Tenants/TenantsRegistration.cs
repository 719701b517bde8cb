using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants.ProgramKeys;

namespace SmsBridge.Tenants;

internal static class TenantsRegistration
{
    public static void AddTenants(this IServiceCollection services)
    {
        services.AddOptions<NumberOptions>()
            .BindConfiguration(NumberOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(
                numbers => numbers.DefaultRegion.Length == 0 || NumberParser.IsKnownRegion(numbers.DefaultRegion),
                "Numbers:DefaultRegion must be an ISO 3166-1 country code such as KE, or empty.")
            .ValidateOnStart();
        services.AddOptions<RegistrationOptions>()
            .BindConfiguration(RegistrationOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<SmsGateways>();
        services.AddSingleton<TenantStore>();
        services.AddSingleton<TenantReader>();
        services.AddSingleton<IFollowsClock>(provider => provider.GetRequiredService<TenantStore>());
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<IStartReader>(static provider => provider.GetRequiredService<TenantDirectory>());
        services.AddSingleton<TenantProver>();
        services.AddSingleton<ForeignAccounts>();
        services.AddSingleton<HookWitness>();
        services.AddSingleton<PendingRegistrations>();
        services.AddSingleton<RegistrationWarrants>();
        services.AddSingleton<RegistrationEnd>();
        services.AddSingleton<TenantsOnTrust>();
        services.AddSingleton<NewTenants>();
        services.AddSingleton<KnownTenants>();
        services.AddSingleton<TenantRegistrar>();
        services.AddSingleton<TenantAdding>();
        services.AddSingleton<TenantAdmin>();
        services.AddSingleton<TenantAccess>();
        services.AddSingleton<TenantVerbs>();
        services.AddSingleton<TenantKeyVerbs>();
        services.AddSingleton<ProgramKeyStore>();
        services.AddSingleton<ProgramKeyVerbs>();
        services.AddSingleton<ProgramKeyViews>();
        services.AddSingleton<RegistrationVerbs>();
        services.AddSingleton<OperatorTenants>();
        services.AddSingleton<ITenantNames>(provider => provider.GetRequiredService<TenantDirectory>());
        services.AddSingleton<FormerAccounts>();
        services.AddSingleton<KeyUsage>();
        services.AddSingleton<WrongKeyLimit>();
        services.AddSingleton<LostKeys>();
        services.AddSingleton<KeyAdoption>();
        services.AddSingleton<KeyGate>();
        services.AddSingleton<TenantKeyFilter>();
        services.AddSingleton<RegistrationGate>();
        services.AddHostedService<TenantWatcher>();
    }
}

/// <summary>Looks for what the command line changed.</summary>
internal sealed class TenantWatcher(
    TenantDirectory directory, RelayBell bell, IOptions<RegistrationOptions> options, TimeProvider time, ILogger<TenantWatcher> logger)
    : DirectoryWatcher(time)
{
    protected override TimeSpan Poll => options.Value.DirectoryPoll;

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        if (await directory.RefreshAsync(cancellationToken))
        {
            bell.Ring(); // perhaps a tenant was resumed
        }
    }

    protected override void TellTrouble(DbException exception) => logger.DirectoryNotRead(exception);
}
