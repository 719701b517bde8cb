namespace SmsBridge.Intake.Events;

/// <summary>Where a broker stands, as it says itself.</summary>
/// <param name="Partitions">Null: not known, or it has none.</param>
/// <param name="Lag">Messages that wait there; null: not known, which of AMQP it never is.</param>
/// <param name="Problem">Why it can not be asked, in the client's words; null: it was.</param>
internal sealed record BrokerStanding(string Name, BrokerOptions Broker, int? Partitions, long? Lag, string? Problem)
{
    /// <summary>It let us in, and does not tell more.</summary>
    public static BrokerStanding Reached(string name, BrokerOptions broker) => new(name, broker, Partitions: null, Lag: null, Problem: null);

    public static BrokerStanding NotReached(string name, BrokerOptions broker, string problem) => new(name, broker, Partitions: null, Lag: null, problem);
}

/// <summary>A message that was set aside, as it came.</summary>
internal sealed record KeptMessage
{
    public long Id { get; init; }

    public string Broker { get; init; } = "";

    public string Place { get; init; } = "";

    public byte[] Body { get; init; } = [];
}

/// <summary>A message that could not be read, as it is listed.</summary>
internal sealed record ParkedRow
{
    public long Id { get; init; }

    public string Tenant { get; init; } = "";

    public string Broker { get; init; } = "";

    public string Place { get; init; } = "";

    public string Problem { get; init; } = "";

    public long ParkedAt { get; init; }
}
