namespace SmsBridge.Gateways;

/// <summary>What the fields of a registration mean to a provider, as in "Missing: give …".</summary>
/// <param name="Account"><c>smsProviderAccountId</c></param>
/// <param name="Token"><c>smsProviderToken</c></param>
/// <param name="Sender"><c>phoneNo</c></param>
internal sealed record AccountWords(string Account, string Token, string Sender)
{
    /// <summary>Of a gateway that the settings describe: they say what goes where.</summary>
    public static readonly AccountWords Described = new(
        "what stands for {account} in the gateway's description", "what stands for {token} in the gateway's description", "the sender, which stands for {from} in the gateway's description");
}
