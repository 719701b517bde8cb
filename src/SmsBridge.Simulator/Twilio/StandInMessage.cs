namespace SmsBridge.Simulator.Twilio;

/// <summary>A message as a test or the demo sees it.</summary>
internal sealed record StandInMessageView(
    string Sid,
    string AccountSid,
    string To,
    string? From,
    string? MessagingServiceSid,
    string Body,
    string Status,
    int? ErrorCode,
    string? StatusCallback,
    DateTimeOffset CreatedAt,
    IReadOnlyList<StandInCallback> Callbacks);

/// <summary>One status callback.</summary>
/// <param name="Answer">HTTP status, or null when none came; then <paramref name="Problem"/> says why.</param>
internal sealed record StandInCallback(string Status, int? Answer, string? Problem)
{
    /// <summary>Its signature was wrong.</summary>
    public bool IsForged { get; init; }
}

/// <summary>The live message; guarded by its own lock.</summary>
internal sealed class StandInMessage(StandInAccount account, string sid, DateTimeOffset createdAt)
{
    private readonly Lock _lock = new();
    private readonly List<StandInCallback> _callbacks = [];

    public StandInAccount Account { get; } = account;

    public string Sid { get; } = sid;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public required string To { get; init; }

    public required string Body { get; set; }

    public required string Segments { get; init; }

    public string? From { get; private set; }

    public string? MessagingServiceSid { get; private set; }

    public string? StatusCallback { get; init; }

    public StandInOutcome Outcome { get; init; } = StandInOutcome.Delivered;

    public string Status { get; private set; } = "queued";

    public int? ErrorCode { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; } = createdAt;

    public DateTimeOffset? SentAt { get; private set; }

    public bool Deleted { get; set; }

    public bool IsFinished => Status is "delivered" or "undelivered" or "failed" || (Status == "sent" && Outcome.Final == "sent");

    public void SendFrom(string number) => From = number;

    public void SendThrough(string messagingServiceSid)
    {
        MessagingServiceSid = messagingServiceSid;
        Status = "accepted";
    }

    /// <summary>One step of its life; false when there is none left.</summary>
    public bool TryAdvance(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (IsFinished || Deleted)
            {
                return false;
            }

            Status = Next();
            UpdatedAt = now;
            From ??= MessagingServiceSid is null ? null : Account.MessagingServices.GetValueOrDefault(MessagingServiceSid);
            SentAt = Status == "sent" ? now : SentAt;
            ErrorCode = Status is "failed" or "undelivered" ? Outcome.ErrorCode : null;
            return true;
        }
    }

    public void Add(StandInCallback callback)
    {
        lock (_lock)
        {
            _callbacks.Add(callback);
        }
    }

    public StandInMessageView View()
    {
        lock (_lock)
        {
            return new StandInMessageView(
                Sid, Account.Sid, To, From, MessagingServiceSid, Body, Status, ErrorCode, StatusCallback, CreatedAt, [.. _callbacks]);
        }
    }

    private string Next() => Status switch
    {
        "accepted" => "queued",
        "queued" => "sending",
        "sending" => Outcome.Final == "failed" ? "failed" : "sent",
        _ => Outcome.Final,
    };
}
