using System.ComponentModel.DataAnnotations;

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
        Brokers.SelectMany(broker => BrokerCheck.Problems(broker.Key, broker.Value)).Select(problem => new ValidationResult(problem, [nameof(Brokers)]));
}

/// <summary>One broker, and where in it the events are.</summary>
internal sealed class BrokerOptions
{
    internal const string DefaultTopic = "external-events";

    /// <summary>How it speaks: <c>Kafka</c>, or <c>Amqp</c> for ActiveMQ and others with AMQP 1.0.</summary>
    public BrokerType Type { get; set; }

    /// <summary>
    /// Where it listens: <c>host:port</c>, several with commas between. By AMQP with TLS (5671 where no port is given); <c>amqp://host:port</c> is without (5672), and then the password can
    /// be read on the way; of several the first is taken that answers.
    /// </summary>
    public string Servers { get; set; } = "";

    /// <summary>
    /// The topic: <c>FINERACT_EXTERNAL_EVENTS_KAFKA_TOPIC_NAME</c> of the core. By AMQP, where no <c>Queue</c> is named, <c>FINERACT_EXTERNAL_EVENTS_PRODUCER_JMS_TOPIC_NAME</c>, or an
    /// address in the broker's own form (with a <c>/</c> in it).
    /// </summary>
    public string Topic { get; set; } = DefaultTopic;

    /// <summary>
    /// By AMQP: the queue, <c>FINERACT_EXTERNAL_EVENTS_PRODUCER_JMS_QUEUE_NAME</c> of the core, or its address in the broker's own form, as <c>/amq/queue/NAME</c> of RabbitMQ. The bridge's
    /// alone: what it takes nobody else gets.
    /// </summary>
    public string? Queue { get; set; }

    /// <summary>
    /// Name of the consumer group, under which the broker keeps how far the bridge is; by AMQP of the subscription to a topic. All nodes of one installation share it, and nobody else.
    /// </summary>
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

    /// <summary>Who the bridge is at the broker, by SASL PLAIN; over TLS, unless <c>Properties</c> or by AMQP <c>Servers</c> say otherwise. Absent: nobody in particular.</summary>
    public string? User { get; set; }

    /// <summary>What belongs to the user. Rather in the environment than in a file.</summary>
    public string? Password { get; set; }

    /// <summary>By AMQP: a PEM file with certificates to trust besides the system's, for a broker with a private CA. The certificate's name must still match. Kafka has <c>ssl.ca.location</c>.</summary>
    public string? AdditionalCaFile { get; set; }

    /// <summary>By Kafka: further properties of the client library (librdkafka), by their own names: <c>security.protocol</c>, <c>ssl.ca.location</c>.</summary>
    /// <value>text</value>
    public Dictionary<string, string> Properties { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>What a broker speaks.</summary>
internal enum BrokerType
{
    Kafka,

    Amqp,
}
