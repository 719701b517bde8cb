using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace SmsBridge.Intake.Events;

/// <summary>External events of the core, by brokers. Off while none is named.</summary>
internal sealed class ExternalEventsOptions : IValidatableObject
{
    public const string Section = "ExternalEvents";

    /// <summary>Where cores publish their events, by a name of yours that the record shows: small letters, digits and hyphens.</summary>
    public Dictionary<string, BrokerOptions> Brokers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Most messages that are stored in one commit, and confirmed to the broker after it.</summary>
    [Range(1, 5_000)]
    public int MaxBatch { get; set; } = 500;

    /// <summary>How long it is remembered which events were taken: a core that was cut off from its broker for longer tells some of them twice.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan KeepKeys { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Most messages that are set aside because nobody can read them. With more of them consuming pauses, so that a wrong topic fills no disk and nothing is lost.</summary>
    [Range(1, 1_000_000)]
    public int MaxParked { get; set; } = 10_000;

    /// <summary>Most bytes of such messages. With more of them consuming pauses too: a few large ones fill a disk as well as many.</summary>
    [Range(1_048_576, 1_099_511_627_776)]
    public long MaxParkedBytes { get; set; } = 256 * 1024 * 1024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Brokers.SelectMany(broker => Problems(broker.Key, broker.Value)).Select(problem => new ValidationResult(problem, [nameof(Brokers)]));

    private static IEnumerable<string> Problems(string name, BrokerOptions broker)
    {
        var section = $"{Section}:Brokers:{name}";
        if (name.Length is 0 or > 40 || name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
        {
            yield return $"{section}: a broker's name has small letters, digits and hyphens, at most 40.";
        }

        foreach (var (setting, value) in ((string, string)[])[(nameof(broker.Servers), broker.Servers), (nameof(broker.Topic), broker.Topic), (nameof(broker.Group), broker.Group)])
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{section}:{setting} must be given.");
            }
        }

        if ((broker.User is null) != (broker.Password is null))
        {
            yield return $"{section}: User and Password belong together.";
        }
    }
}

/// <summary>One broker, and where in it the events are.</summary>
internal sealed class BrokerOptions
{
    /// <summary>Where it listens: <c>host:port</c>, several with commas between.</summary>
    public string Servers { get; set; } = "";

    /// <summary>The topic: <c>FINERACT_EXTERNAL_EVENTS_KAFKA_TOPIC_NAME</c> of the core.</summary>
    public string Topic { get; set; } = "external-events";

    /// <summary>Name of the consumer group, under which the broker keeps how far the bridge is. All nodes of one installation share it, and nobody else.</summary>
    public string Group { get; set; } = "smsbridge";

    /// <summary>
    /// The tenants whose events it brings; those that name others are passed over. Empty: of all, so that whoever may write to its topic can tell events of every tenant, and keep real
    /// ones from being told by naming them first.
    /// </summary>
    /// <value>tenants, one after the other; empty</value>
    public List<string> Tenants { get; set; } = [];

    /// <summary>
    /// From when on events are told, on the very first start: those the core raised before are passed over. Absent: from the first start on. What is older than its text is of
    /// use is closed as too late all the same.
    /// </summary>
    /// <value>a time such as 2026-11-21T08:00:00Z</value>
    public DateTimeOffset? StartFrom { get; set; }

    /// <summary>Who the bridge is at the broker, by SASL PLAIN over TLS unless <c>Properties</c> say otherwise. Absent: nobody in particular.</summary>
    public string? User { get; set; }

    /// <summary>What belongs to the user. Rather in the environment than in a file.</summary>
    public string? Password { get; set; }

    /// <summary>Further properties of the client library (librdkafka), by their own names: <c>security.protocol</c>, <c>ssl.ca.location</c>.</summary>
    /// <value>text</value>
    public Dictionary<string, string> Properties { get; set; } = new(StringComparer.Ordinal);
}
