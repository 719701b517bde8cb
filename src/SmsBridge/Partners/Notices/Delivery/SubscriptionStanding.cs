namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>
/// How a subscription's receiver behaves, as this process has seen it. Not kept on disk: after a start everybody has the benefit of the doubt,
/// which costs one try.
/// </summary>
internal sealed class SubscriptionStanding
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>Nothing is posted before this.</summary>
    public DateTimeOffset RestUntil { get; private set; }

    /// <summary>It failed, or took long: it shares its places with others like it.</summary>
    public bool IsSluggish { get; private set; }

    private int _failures;

    public void Note(PostResult result, DateTimeOffset now)
    {
        _failures = result.IsSuccess ? 0 : _failures + 1;
        IsSluggish = !result.IsSuccess || result.Duration >= Slow;
        RestUntil = result.IsSuccess ? default : now + DeliverySchedule.Rest(result, _failures);
    }

    /// <summary>Nothing can be done for it now, whatever its receiver.</summary>
    public void Rest(DateTimeOffset until) => RestUntil = until;

    /// <summary>The clock was set back.</summary>
    public void SetBack(TimeSpan by) => RestUntil = RestUntil == default ? default : RestUntil - by;

    /// <summary>A person has looked at it.</summary>
    public void Forgive()
    {
        _failures = 0;
        (IsSluggish, RestUntil) = (false, default);
    }
}
