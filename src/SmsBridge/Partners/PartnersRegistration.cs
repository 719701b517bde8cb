using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Partners;

internal static class PartnersRegistration
{
    public static void AddPartners(this IServiceCollection services)
    {
        services.AddOptions<PartnerOptions>()
            .BindConfiguration(PartnerOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(PartnerOptions.ArePorts, "Partners:AllowedPorts must be ports and ranges such as \"443, 8443, 9000-9100\".")
            .ValidateOnStart();
        services.TryAddSingleton<AuditLog>();
        services.AddSingleton<PartnerStore>();
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<SubscriptionLineStore>();
        services.AddSingleton<IFollowsClock>(provider => provider.GetRequiredService<SubscriptionStore>());
        services.AddSingleton<VisiblePartners>();
        services.AddSingleton<PartnerVerbs>();
        services.AddSingleton<PartnerSecretVerbs>();
        services.AddSingleton<SubscriptionVerbs>();
        services.AddSingleton<SubscriptionRules>();
        services.AddSingleton<SubscriptionChangeVerbs>();
        services.AddSingleton<SignatureCheck>();
        services.AddSingleton<PartnerGate>();
        services.AddSingleton<SeenRequests>();
        services.AddSingleton<PartnerAnswers>();
        services.AddSingleton<PartnerRequests>();
        services.AddSingleton<CallbackUrlPolicy>();
        services.AddSingleton(provider => new CallbackDialer(
            provider.GetRequiredService<CallbackUrlPolicy>(), provider.GetRequiredService<IOptions<PartnerOptions>>(), Dns.GetHostAddressesAsync,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CallbackDialer>>()));
        services.AddHttpClient(CallbackDialer.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<CallbackDialer>().CreateHandler())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // its connections renew themselves
            .RemoveAllLoggers(); // the factory's would log URLs, and partners put tokens into them
    }
}
