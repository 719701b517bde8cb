using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Receipts;

/// <summary>When to ask the provider about a message whose receipt does not come (twilio.md 7.1): callbacks get lost, and carriers are slow.</summary>
internal sealed class ReceiptsOptions : IValidatableObject
{
    public const string Section = "Receipts";

    /// <summary>How long after it was sent a message without a final status is asked for. 1 min to 7 days, as the next two.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan FirstPoll { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The second time, likewise since it was sent.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan SecondPoll { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The last time. What is not final by then stays "sent": many carriers never confirm (twilio.md 4).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan LastPoll { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// True: an SMS that the carrier failed for a reason that may pass is followed by one more, once, where that may help (twilio.md 5). It
    /// is billed again, and a carrier may have reported wrongly.
    /// </summary>
    public bool ResendUndelivered { get; set; } = true;

    /// <summary>
    /// Report addresses (<c>/providers/…</c>) that were given to a provider before this time are refused: after one got into wrong hands. Where one was typed in at a
    /// provider, give it the new one (<c>smsbridge provider address</c>); reports of SMS sent with an old one do not arrive any more. Absent: all are good.
    /// </summary>
    /// <value>a time that is past, such as 2026-11-21T08:00:00Z</value>
    public DateTimeOffset? AddressesSince { get; set; }

    /// <summary>How often to look which messages are to be asked for.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The three times, ascending.</summary>
    public IReadOnlyList<TimeSpan> PollAfter => [FirstPoll, SecondPoll, LastPoll];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FirstPoll >= SecondPoll || SecondPoll >= LastPoll)
        {
            yield return new ValidationResult(
                "Receipts:FirstPoll, SecondPoll and LastPoll must grow.", [nameof(FirstPoll), nameof(SecondPoll), nameof(LastPoll)]);
        }
    }
}
