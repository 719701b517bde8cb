using Microsoft.Extensions.Options;

namespace SmsBridge.Gateways.Wire;

/// <summary>The name of a client that calls a provider.</summary>
internal sealed record WireClient(string Name);

/// <summary>What providers called by HTTP have in common in the container.</summary>
internal static class WireRegistration
{
    /// <summary>The provider's settings, its connections, and the longest of its calls.</summary>
    public static void AddWire<TOptions>(this IServiceCollection services, string provider, string section)
        where TOptions : WireOptions
    {
        services.AddOptions<TOptions>()
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHttpClient(provider)
            .ConfigurePrimaryHttpMessageHandler(container => container.GetRequiredService<IOptions<TOptions>>().Value.CreateHandler())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // the pool renews its connections, and with them DNS
            .RemoveAllLoggers(); // the built-in ones write URLs, with account ids and recipients in them
        services.AddSingleton(new WireClient(provider));
        services.AddSingleton(container => new ProviderTimeout($"{section}:Timeout", container.GetRequiredService<IOptions<TOptions>>().Value.Timeout));
    }

    public static HttpMessageInvoker WireOf(this IServiceProvider container, string provider) =>
        new(container.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(provider), disposeHandler: false); // see CoreWire
}
