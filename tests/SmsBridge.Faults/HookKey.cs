namespace SmsBridge.Faults;

/// <summary>The SMS a hook must cause.</summary>
/// <param name="Sender">A number, or a Messaging Service.</param>
internal sealed record ExpectedSms(string AccountSid, string Sender, string To, string Body);

/// <summary>What came of posting a hook once.</summary>
internal enum PostOutcome
{
    Accepted,
    Duplicate,
    Ignored,

    /// <summary>An answer that is not 2xx.</summary>
    Refused,

    /// <summary>No answer: it may be stored or not.</summary>
    Lost,

    /// <summary>No connection: it never left.</summary>
    NotSent,
}

/// <param name="EventId">As answered.</param>
internal sealed record Posting(DateTimeOffset At, PostOutcome Outcome, long EventId, string Words);

/// <summary>One business key: what the core told, as often as it told it.</summary>
/// <param name="name">Unique: tenant, event type, and the resource or the text.</param>
/// <param name="expected">Null: no SMS may come of it.</param>
/// <param name="verdict">What it is to be answered at first.</param>
internal sealed class HookKey(
    string name, ExpectedSms? expected, PostOutcome verdict, Func<CancellationToken, Task<HttpResponseMessage>> post)
{
    private readonly List<Posting> _postings = new(1);

    public string Name => name;

    public ExpectedSms? Expected => expected;

    public PostOutcome Verdict => verdict;

    /// <summary>The act may come by another way first: then its hook is a repeat, however often it is told.</summary>
    public bool HasOtherWays { get; init; }

    public IReadOnlyList<Posting> Postings
    {
        get
        {
            lock (_postings)
            {
                return [.. _postings];
            }
        }
    }

    public Task<HttpResponseMessage> PostAsync(CancellationToken cancellationToken) => post(cancellationToken);

    public void Add(Posting posting)
    {
        lock (_postings)
        {
            _postings.Add(posting);
        }
    }
}
