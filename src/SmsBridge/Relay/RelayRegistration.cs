using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Store;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Web;

namespace SmsBridge.Relay;

internal static class RelayRegistration
{
    public static void AddRelay(this IServiceCollection services)
    {
        services.AddOptions<RelayOptions>()
            .BindConfiguration(RelayOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(
                relay => relay.Expiry.Values.All(expiry => expiry > TimeSpan.Zero),
                "Relay:Expiry must be positive times such as 1.00:00:00 (one day).")
            .Validate(
                relay => relay.TenantConcurrency < relay.Concurrency || relay.Concurrency == 1,
                "Relay:TenantConcurrency must be smaller than Relay:Concurrency, or one tenant's slow core holds up all others.")
            .Validate<TimeProvider>(
                (relay, time) => relay.CloseQueuedBefore is not { } before || before <= time.GetUtcNow(),
                "Relay:CloseQueuedBefore must be a time that is past, such as 2026-11-21T08:00:00Z, or new events would be closed too.")
            .ValidateOnStart();
        services.AddSingleton(provider => SwitchOf(provider.GetRequiredService<IOptions<RelayOptions>>().Value));
        services.AddSingleton(provider => new RetryPolicy(provider.GetRequiredService<IOptions<RelayOptions>>().Value, Random.Shared.NextDouble));
        services.AddSingleton(provider => new MessageExpiry(
            Expiries(provider.GetRequiredService<IOptions<RelayOptions>>().Value), OwnEventRules.Any.Expiry));
        services.AddSingleton(provider => new SenderRates(
            RateIn(provider.GetRequiredService<IOptions<RelayOptions>>().Value), provider.GetRequiredService<TimeProvider>(),
            () => provider.GetRequiredService<LivingNodes>().Count));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CoreCircuits>(provider, provider.GetRequiredService<IOptions<RelayOptions>>().Value));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ProviderCircuits>(provider, provider.GetRequiredService<IOptions<RelayOptions>>().Value));
        services.AddSingleton<IAccountCircuits>(static provider => provider.GetRequiredService<ProviderCircuits>());
        services.AddSingleton(provider => new SendSettings(
            provider.GetRequiredService<IOptions<RelayOptions>>().Value.LeaseDuration, provider.GetRequiredService<IOptions<BridgeOptions>>().Value.PublicBase));
        services.AddSingleton<ClockJumps>();
        services.AddSingleton<MessageAge>();
        services.AddSingleton<RelayRoom>();
        services.AddSingleton<RoutePicker>();
        services.AddSingleton<RouteFailover>();
        services.AddSingleton<RouteHolds>();
        services.AddSingleton<AttemptSteps>();
        services.AddSingleton<SendOutcomes>();
        services.AddSingleton<ProviderTrouble>();
        services.AddSingleton<CoreLookup>();
        services.AddSingleton<EventTexts>();
        services.AddSingleton<ClientTexts>();
        services.AddSingleton<Digests>();
        services.AddSingleton<OfficerCopies>();
        services.AddSingleton<GroupMembers>();
        services.AddSingleton<MoreMessages>();
        services.AddSingleton<CoreTexts>();
        services.AddSingleton<GivenTexts>();
        services.AddSingleton<TenantHolds>();
        services.AddSingleton<MessagePreparer>();
        services.AddSingleton<MessageSender>();
        services.AddSingleton<DoubtResolver>();
        services.AddSingleton<RestoredSearch>();
        services.AddSingleton<RestoredMessages>();
        services.AddSingleton<MessageRelay>();
        services.AddHostedService<NumberWarmUp>();
        services.AddHostedService<CodeTextSweep>();
        services.AddSingleton<RelayWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<RelayWorker>());
    }

    internal static RelaySwitch SwitchOf(RelayOptions options) => new(options.Enabled, options.CloseQueuedBefore);

    /// <summary>Read each time: a running service takes over another rate.</summary>
    private static Func<double> RateIn(RelayOptions options) => () => options.SenderRate;

    /// <summary>The catalogue's own, but where the operator says otherwise.</summary>
    private static Dictionary<string, TimeSpan> Expiries(RelayOptions options)
    {
        var expiries = EventCatalogue.All.Concat(EventCatalogue.WithWords).ToDictionary(kind => kind.Name, kind => kind.Expiry, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, expiry) in options.Expiry)
        {
            expiries[name] = expiry;
        }

        expiries[EventType.SmsCode.ToString()] = CodeTexts.Life; // its text is not kept for longer

        return expiries;
    }
}
