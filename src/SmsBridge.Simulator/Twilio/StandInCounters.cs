namespace SmsBridge.Simulator.Twilio;

/// <summary>How often each kind of request came.</summary>
internal sealed class StandInCounters
{
    private long _creates;
    private long _lists;
    private long _fetches;
    private long _updates;
    private long _accounts;
    private long _numbers;
    private long _unauthorized;
    private long _callbacks;
    private long _accepted;

    public long Creates => Interlocked.Read(ref _creates);

    public long Lists => Interlocked.Read(ref _lists);

    public long Fetches => Interlocked.Read(ref _fetches);

    /// <summary>Redactions and deletions.</summary>
    public long Updates => Interlocked.Read(ref _updates);

    public long Accounts => Interlocked.Read(ref _accounts);

    public long Numbers => Interlocked.Read(ref _numbers);

    public long Unauthorized => Interlocked.Read(ref _unauthorized);

    /// <summary>Status callbacks sent, repeats included.</summary>
    public long Callbacks => Interlocked.Read(ref _callbacks);

    /// <summary>Creates that became messages.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    public void Accept() => Interlocked.Increment(ref _accepted);

    public void Create() => Interlocked.Increment(ref _creates);

    public void List() => Interlocked.Increment(ref _lists);

    public void Fetch() => Interlocked.Increment(ref _fetches);

    public void Update() => Interlocked.Increment(ref _updates);

    public void Account() => Interlocked.Increment(ref _accounts);

    public void Number() => Interlocked.Increment(ref _numbers);

    public void Refused() => Interlocked.Increment(ref _unauthorized);

    public void Callback() => Interlocked.Increment(ref _callbacks);
}

/// <summary>A request as it came over the wire.</summary>
internal sealed record StandInRequest(string Method, string Target, string? Authorization, string Body)
{
    /// <summary>It asks for a new message.</summary>
    public bool IsCreate => Method == "POST" && Target.EndsWith("/Messages.json", StringComparison.Ordinal);
}
