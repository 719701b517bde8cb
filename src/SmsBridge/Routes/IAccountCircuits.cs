using SmsBridge.Gateways;

namespace SmsBridge.Routes;

/// <summary>Which accounts do not answer, as the relay of this process finds: whoever shows routes knows no relay.</summary>
internal interface IAccountCircuits
{
    /// <summary>Since when an account is left alone because it did not answer; null: it is called.</summary>
    DateTimeOffset? OpenSince(SenderAccount account);
}
