using SmsBridge.Gateways;

namespace SmsBridge.Receipts;

/// <summary>An account as tenants know it, for one run: an old token, or one that a tenant merely believes in, is not to hide the one that opens it.</summary>
/// <param name="tokens">The same account with each token that is known for it, the present ones first. At least one.</param>
internal sealed class PricedAccount(IPriceSource source, IReadOnlyList<SenderAccount> tokens)
{
    private int _next;

    public string Provider => tokens[0].Provider;

    public string AccountId => tokens[0].AccountId;

    /// <inheritdoc cref="IPriceSource.ReadAsync"/>
    public async Task<PriceAnswer> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? next, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await source.ReadAsync(tokens[_next], from, to, next, cancellationToken);
            if (answer is not PriceAnswer.Unavailable { IsRefused: true } || _next == tokens.Count - 1)
            {
                return answer;
            }

            _next++;
        }
    }
}
