using System.Collections.Frozen;

namespace SmsBridge.Gateways;

/// <summary>The gateways by provider name.</summary>
internal sealed class SmsGateways(IEnumerable<ISmsGateway> gateways)
{
    private readonly FrozenDictionary<string, ISmsGateway> _byProvider =
        gateways.ToFrozenDictionary(gateway => gateway.Provider, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Providers => _byProvider.Keys;

    /// <summary>Registration admits no other provider, so an unknown one is a bug.</summary>
    public ISmsGateway For(SenderAccount account) => _byProvider[account.Provider];
}
