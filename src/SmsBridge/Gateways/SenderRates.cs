using System.Collections.Concurrent;

namespace SmsBridge.Gateways;

/// <summary>
/// How fast each sender of each tenant may go. Nobody is slowed down before the provider asks for it (or the operator's limit does): then that
/// sender goes at half the speed it had, and gains it back by itself, doubling every half minute. A token bucket per sender; nobody waits in it:
/// who has no token is not begun.
/// </summary>
/// <param name="most">Messages a second the operator allows each sender, asked each time; 0: as many as the provider takes.</param>
/// <param name="nodes">How many bridges share that: each takes its part.</param>
internal sealed class SenderRates(Func<double> most, TimeProvider time, Func<int>? nodes = null)
{
    private const double Least = 0.1; // one in ten seconds
    private const double Unlimited = 1_000;

    private static readonly TimeSpan Doubling = TimeSpan.FromSeconds(30);

    /// <summary>What was under way when the provider first complained brings the same complaint; it counts once.</summary>
    private static readonly TimeSpan SameComplaint = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(long TenantId, string Sender), Bucket> _buckets = new();

    private double Most => (most() is > 0 and var set ? set : Unlimited) / Math.Max(1, nodes?.Invoke() ?? 1);

    /// <summary>How many more messages may begin now.</summary>
    public int Room(long tenantId, string sender)
    {
        if (most() == 0 && !_buckets.ContainsKey((tenantId, sender)))
        {
            return int.MaxValue;
        }

        var bucket = BucketOf(tenantId, sender);
        lock (bucket)
        {
            Refill(bucket);
            return most() == 0 && bucket.SlowedAt is null ? int.MaxValue : Math.Max(0, (int)bucket.Tokens);
        }
    }

    /// <summary>One begins.</summary>
    /// <param name="count">More, where several count: what is taken beyond the room is owed, and the next ones wait for it.</param>
    public void Take(long tenantId, string sender, int count = 1)
    {
        var bucket = BucketOf(tenantId, sender);
        lock (bucket)
        {
            Refill(bucket);
            bucket.Tokens -= count;
            var second = time.GetTimestamp() / time.TimestampFrequency;
            if (bucket.Second != second)
            {
                (bucket.Before, bucket.Second, bucket.InSecond) = (bucket.InSecond, second, 0);
            }

            bucket.InSecond += count;
        }
    }

    /// <summary>The one that began came to nothing before the provider was called: another may go instead.</summary>
    public void GiveBack(long tenantId, string sender)
    {
        var bucket = BucketOf(tenantId, sender);
        lock (bucket)
        {
            Refill(bucket);
            bucket.Tokens = Math.Min(Math.Max(1, RateOf(bucket)), bucket.Tokens + 1);
            bucket.InSecond = Math.Max(0, bucket.InSecond - 1);
        }
    }

    /// <summary>The provider asks this sender to slow down.</summary>
    /// <param name="sentAt">For a complaint that comes late: when the message went out. If that was before the sender was last slowed down, it is old news.</param>
    /// <returns>The new rate, messages a second; null when it was slowed down for the same complaint already.</returns>
    public double? SlowDown(long tenantId, string sender, DateTimeOffset? sentAt = null)
    {
        var bucket = BucketOf(tenantId, sender);
        lock (bucket)
        {
            if ((bucket.SlowedAt is { } at && time.GetElapsedTime(at) < SameComplaint) || sentAt <= bucket.SlowedOn)
            {
                return null;
            }

            var speed = Math.Min(RateOf(bucket), Math.Max(1, Math.Max(bucket.Before, bucket.InSecond)));
            (bucket.Slowed, bucket.SlowedAt) = (Math.Max(Least, speed / 2), time.GetTimestamp());
            bucket.SlowedOn = time.GetUtcNow();
            bucket.Tokens = Math.Min(bucket.Tokens, 0);
            return bucket.Slowed;
        }
    }

    /// <summary>Messages a second a sender may send now; null: not limited.</summary>
    public double? RateOf(long tenantId, string sender)
    {
        var bucket = BucketOf(tenantId, sender);
        lock (bucket)
        {
            var rate = RateOf(bucket);
            return most() == 0 && rate >= Unlimited ? null : rate;
        }
    }

    private Bucket BucketOf(long tenantId, string sender) =>
        _buckets.GetOrAdd((tenantId, sender), static (_, start) => new Bucket { Tokens = start.Most, RefilledAt = start.Now }, (Most, Now: time.GetTimestamp()));

    private double RateOf(Bucket bucket) =>
        bucket.SlowedAt is { } at ? Math.Min(Most, bucket.Slowed * Math.Pow(2, time.GetElapsedTime(at) / Doubling)) : Most;

    /// <summary>With one second's worth at most, and always room for one whole message.</summary>
    private void Refill(Bucket bucket)
    {
        var rate = RateOf(bucket);
        bucket.Tokens = Math.Min(Math.Max(1, rate), bucket.Tokens + (rate * time.GetElapsedTime(bucket.RefilledAt).TotalSeconds));
        bucket.RefilledAt = time.GetTimestamp();
        if (rate >= Most)
        {
            bucket.SlowedAt = null;
        }
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long RefilledAt { get; set; }

        /// <summary>The rate right after the latest complaint.</summary>
        public double Slowed { get; set; }

        public long? SlowedAt { get; set; }

        /// <summary>When the latest complaint was heeded, by the clock that messages are dated by; kept when the speed is regained.</summary>
        public DateTimeOffset? SlowedOn { get; set; }

        /// <summary>The second in which the latest began, how many began in it, and in the one before it.</summary>
        public long Second { get; set; }

        public int InSecond { get; set; }

        public int Before { get; set; }
    }
}
