using SmsBridge.Messages;

namespace SmsBridge.Gateways;

/// <summary>A provider that knows only some time later what an SMS cost, and lists it for many at once.</summary>
internal interface IPriceSource
{
    /// <summary>As its gateway's.</summary>
    string Provider { get; }

    /// <summary>An account's SMS that were sent from one time to another, the latest first, a page at a time. Other programs' SMS may be among them.</summary>
    /// <param name="next">What the page before named; null: the first page.</param>
    Task<PriceAnswer> ReadAsync(SenderAccount account, DateTimeOffset from, DateTimeOffset to, string? next, CancellationToken cancellationToken);
}

/// <summary>Result of asking what SMS cost.</summary>
internal abstract record PriceAnswer
{
    private PriceAnswer()
    {
    }

    /// <param name="Oldest">When the earliest of them was sent; null: none was.</param>
    /// <param name="Next">The page of earlier ones; null: this was the last.</param>
    public sealed record Page(IReadOnlyList<PricedSms> Told, DateTimeOffset? Oldest, string? Next) : PriceAnswer;

    /// <summary>Could not be asked now.</summary>
    public sealed record Unavailable(string Detail) : PriceAnswer
    {
        /// <summary>It was asked, and does not let this token in; another one may do.</summary>
        public bool IsRefused { get; init; }
    }
}

/// <summary>What one SMS cost.</summary>
internal readonly record struct PricedSms(string ProviderId, Price Price);
