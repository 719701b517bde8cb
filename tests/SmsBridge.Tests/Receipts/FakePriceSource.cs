using SmsBridge.Gateways;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Receipts;

/// <summary>An account's SMS as its provider lists them, newest first, a few to a page.</summary>
internal sealed class FakePriceSource : IPriceSource
{
    private readonly Lock _gate = new();

    public string Provider => "twilio";

    public int PageSize { get; set; } = 200;

    /// <summary>All there are; a price that is null is not filled in yet.</summary>
    public List<(string Id, DateTimeOffset SentAt, Price? Price)> Sms { get; } = [];

    /// <summary>What it was asked for, a page each.</summary>
    public List<(string AccountId, DateTimeOffset From, DateTimeOffset To)> Asked { get; } = [];

    public string? Unavailable { get; set; }

    /// <summary>Thrown at whoever asks; null: it answers.</summary>
    public Exception? Breaks { get; set; }

    /// <summary>Tokens that open nothing.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>By which token each was asked.</summary>
    public List<string> Tokens { get; } = [];

    public Task<PriceAnswer> ReadAsync(SenderAccount account, DateTimeOffset from, DateTimeOffset to, string? next, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Asked.Add((account.AccountId, from, to));
            Tokens.Add(account.Token);
        }

        if (Breaks is { } exception)
        {
            return Task.FromException<PriceAnswer>(exception);
        }

        if (Refused.Contains(account.Token))
        {
            return Task.FromResult<PriceAnswer>(new PriceAnswer.Unavailable("401") { IsRefused = true });
        }

        if (Unavailable is { } why)
        {
            return Task.FromResult<PriceAnswer>(new PriceAnswer.Unavailable(why));
        }

        var start = next is null ? 0 : int.Parse(next, System.Globalization.CultureInfo.InvariantCulture);
        var all = Sms.Where(sms => sms.SentAt >= from && sms.SentAt <= to).OrderByDescending(sms => sms.SentAt).ToList();
        var page = all.Skip(start).Take(PageSize).ToList();
        return Task.FromResult<PriceAnswer>(new PriceAnswer.Page(
            [.. page.Where(sms => sms.Price is not null).Select(sms => new PricedSms(sms.Id, sms.Price!.Value))], page.Count == 0 ? null : page[^1].SentAt,
            start + page.Count < all.Count ? (start + page.Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }
}
